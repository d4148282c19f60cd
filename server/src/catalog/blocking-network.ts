import type { BlockingFamily } from './blocking-types.ts';

const verbs = '(?:get|options|head|post|put|patch|delete|request|send|stream)';
const http = { kind: 'http', weight: 'high', what: 'waits for an HTTP response' } as const;
const api = { kind: 'http', weight: 'high', what: 'waits for a remote API' } as const;
const cloud = { kind: 'cloud', weight: 'high', what: 'waits for a Google Cloud API' } as const;

// Written out: the first name of a call decides which patterns are tried.
const LANGCHAIN =
  'langchain|langgraph|langchain_core|langchain_community|langchain_classic|langchain_experimental|langchain_openai|langchain_anthropic|langchain_google_vertexai|langchain_google_genai|langchain_google_community|langchain_huggingface|langchain_ollama|langchain_groq|langchain_mistralai|langchain_cohere|langchain_aws|langchain_fireworks|langchain_together|langchain_deepseek|langchain_xai|langchain_perplexity|langchain_nvidia_ai_endpoints|langchain_chroma|langchain_pinecone|langchain_qdrant|langchain_postgres|langchain_milvus|langchain_mongodb|langchain_weaviate';

/** HTTP clients, remote APIs and Google Cloud clients that wait without `await` (documentation of the libraries, read 2026-11; HTTP rows follow ruff ASYNC210 and ASYNC212). */
export const networkCalls: readonly BlockingFamily[] = [
  { ...http, pattern: new RegExp(`^requests\\.(?:api\\.)?${verbs}$`), instead: 'httpx.AsyncClient', ruff: 'ASYNC210' },
  {
    ...http,
    pattern: new RegExp(`^requests\\.(?:Session|session|sessions\\.Session)\\.${verbs}$`),
    instead: 'httpx.AsyncClient',
  },
  { ...http, pattern: new RegExp(`^httpx\\.${verbs}$`), instead: 'httpx.AsyncClient', ruff: 'ASYNC210' },
  { ...http, pattern: new RegExp(`^httpx\\.Client\\.${verbs}$`), instead: 'httpx.AsyncClient', ruff: 'ASYNC212' },
  { ...http, pattern: /^urllib\.request\.(?:urlopen|urlretrieve)$/, instead: 'httpx.AsyncClient', ruff: 'ASYNC210' },
  {
    ...http,
    pattern: /^urllib3\.(?:request|PoolManager\.(?:request|urlopen))$/,
    instead: 'httpx.AsyncClient',
    ruff: 'ASYNC210',
  },
  { ...http, pattern: /^http\.client\.HTTPS?Connection\.(?:request|getresponse)$/ },
  { ...http, pattern: /^(?:feedparser\.parse|yfinance\.(?:download|Ticker\.\w+)|wikipedia\.(?:page|summary|search))$/ },
  {
    ...http,
    pattern:
      /^(?:smtplib\.SMTP(?:_SSL)?|ftplib\.FTP(?:_TLS)?|imaplib\.IMAP4(?:_SSL)?|poplib\.POP3(?:_SSL)?)(?:\.\w+)?$/,
    what: 'waits for a mail or file server',
  },
  {
    ...http,
    pattern: /^paramiko\.(?:SSHClient\.(?:connect|exec_command)|Transport\.\w+)$/,
    what: 'waits for an SSH server',
  },
  {
    ...http,
    pattern: /^socket\.(?:create_connection|socket\.(?:connect|recv|accept|sendall|send))$/,
    what: 'waits for the network',
  },
  {
    ...http,
    pattern: /^socket\.(?:gethostbyname|getaddrinfo)$/,
    what: 'waits for a DNS answer',
    instead: 'loop.getaddrinfo',
  },
  { ...http, pattern: /^(?:yt_dlp|youtube_dl)\.YoutubeDL\.(?:download|extract_info)$/ },
  { ...http, pattern: /^gtts\.gTTS\.(?:save|write_to_fp)$/ },
  {
    ...api,
    pattern:
      /^openai\.(?:(?:OpenAI|AzureOpenAI)\.[\w.]+|(?:chat\.)?completions|embeddings|responses|images|moderations|audio\.\w+|files|batches|beta\.[\w.]+)\.(?:create|retrieve|generate|parse|edit|list|delete|stream|content)$/,
    instead: 'openai.AsyncOpenAI',
  },
  { ...api, pattern: /^openai\.(?:ChatCompletion|Completion|Embedding|Image|Audio)\.(?:create|transcribe)$/ },
  {
    ...api,
    pattern: /^anthropic\.Anthropic(?:Vertex|Bedrock)?\.[\w.]+\.(?:create|stream|count_tokens)$/,
    instead: 'anthropic.AsyncAnthropic',
  },
  {
    ...api,
    pattern: /^(?:groq\.Groq|together\.Together|mistralai\.Mistral)\.[\w.]+\.(?:create|complete|generate|process)$/,
  },
  {
    ...api,
    pattern: /^cohere\.Client(?:V2)?\.(?:chat|embed|generate|rerank|classify|summarize)$/,
    instead: 'cohere.AsyncClient',
  },
  {
    ...api,
    pattern: /^google\.genai\.Client\.(?:models|files|chats|caches|operations)(?:\.create)?\.\w+$/,
    instead: 'client.aio',
  },
  {
    ...api,
    pattern:
      /^google\.generativeai\.(?:GenerativeModel\.(?:generate_content|count_tokens)|GenerativeModel\.start_chat\.send_message|embed_content|upload_file)$/,
    instead: 'generate_content_async',
  },
  {
    ...api,
    pattern: /^vertexai\.[\w.]*?GenerativeModel(?:\.start_chat)?\.(?:generate_content|send_message|count_tokens)$/,
    instead: 'generate_content_async',
  },
  {
    ...api,
    pattern: /^vertexai\.[\w.]*?Model\.from_pretrained\.(?:predict|get_embeddings|generate_images|get_caption)$/,
  },
  {
    ...api,
    pattern:
      // Prompts, parsers and splitters compute only.
      new RegExp(
        String.raw`^(?:${LANGCHAIN})\.(?!(?:\w+\.)*\w*(?:Prompt\w*|Parser|Splitter|Lambda)\.)(?:\w+\.)*(?:invoke|predict|run|batch|generate|call_as_llm|similarity_search\w*|get_relevant_documents|embed_query|embed_documents)$`,
      ),
    instead: 'ainvoke',
  },
  {
    ...api,
    pattern: new RegExp(
      String.raw`^(?:${LANGCHAIN})\.(?!(?:\w+\.)*(?:BM25|TFIDF)\w*\.)(?:\w+\.)*(?:from_documents|from_texts|add_documents|add_texts)$`,
    ),
    what: 'computes embeddings',
    instead: 'its async form',
  },
  {
    ...http,
    pattern: new RegExp(
      String.raw`^(?:${LANGCHAIN})\.(?:\w+\.)*(?:WebBase|(?:Unstructured|Selenium|Playwright)URL|RecursiveUrl|Sitemap|GCS\w*|S3\w*|Youtube|Confluence|Notion\w*|GoogleDrive|BigQuery|Arxiv|Wikipedia|Firecrawl|FireCrawl)Loader(?:\.from_\w+)?\.(?:load|load_and_split|scrape)$`,
    ),
  },
  {
    ...api,
    pattern:
      /^llama_index\.(?:\w+\.)*(?:(?:as_query_engine|as_chat_engine|as_retriever)\.(?:query|chat|retrieve)|\w*LLM\.(?:complete|chat)|(?:OpenAI|Gemini|Vertex|Anthropic|GoogleGenAI)\.(?:complete|chat)|from_documents)$/,
    instead: 'aquery',
  },
  { ...api, pattern: /^crewai\.(?:\w+\.)*Crew\.kickoff$/, instead: 'kickoff_async' },
  {
    ...api,
    pattern:
      /^(?:elevenlabs\.(?:\w+\.)*ElevenLabs\.[\w.]+|replicate\.run|googlemaps\.Client\.[a-z]\w*|slack_sdk\.(?:\w+\.)*WebClient\.[a-z]\w*|telebot\.TeleBot\.send_\w+|tavily\.TavilyClient\.(?:search|extract)|youtube_transcript_api\.YouTubeTranscriptApi\.\w+|litellm\.(?:completion|embedding)|ollama\.(?:Client\.)?(?:chat|generate|embed\w*)|assemblyai\.Transcriber\.transcribe|deepgram\.DeepgramClient\.[\w.]+|notion_client\.Client\.[\w.]+)$/,
  },
  { ...api, pattern: /^googleapiclient\.discovery\.build\.[\w.]+\.(?:execute|next_chunk)$/ },
  {
    ...api,
    pattern:
      /^boto3\.(?:(?:session\.)?Session\.)?(?:client|resource)(?:\.[A-Z]\w*)*\.(?!generate_presigned|get_paginator$|get_waiter$|can_paginate$|close$|meta$)[a-z]\w*$/,
    what: 'waits for an AWS API',
  },
  {
    ...api,
    pattern:
      /^(?:twilio\.rest\.Client\.messages\.create|sendgrid\.SendGridAPIClient\.send|stripe\.\w+\.(?:create|retrieve|modify|list)|gspread\.(?:authorize|service_account\w*|oauth\w*|Client)\.[\w.]+)$/,
  },
  {
    ...api,
    pattern: /^firebase_admin\.(?:auth\.(?:get_user\w*|create_user)|messaging\.send\w*|db\.reference\.\w+)$/,
  },
  // The certificates are fetched now and then only.
  { ...api, weight: 'low', pattern: /^firebase_admin\.auth\.verify_id_token$/ },
  {
    ...cloud,
    pattern:
      /^google\.cloud\.storage\.(?:client\.)?Client(?:\.\w+)*\.(?:upload_from_\w+|download_\w+|exists|reload|create_resumable_upload_session|delete|delete_blobs?|get_blob|get_bucket|create_bucket|list_blobs|copy_blob|rename_blob|compose|rewrite|patch|make_public)$/,
  },
  {
    ...cloud,
    pattern:
      /^google\.cloud\.bigquery\.(?:client\.)?Client(?:\.\w+)*\.(?:query|query_and_wait|result|to_dataframe|to_arrow|insert_rows\w*|load_table_from_\w+|get_table|get_dataset|create_table|create_dataset|list_rows|list_tables|delete_table|update_table|extract_table)$/,
  },
  {
    ...cloud,
    pattern:
      // What is called on a result, and what a batch collects, stays in the process.
      /^(?:google\.cloud\.firestore(?:_v1)?\.(?:client\.)?Client|firebase_admin\.firestore\.[cC]lient)(?:(?:\.(?!(?:get|get_all|stream|add|batch|transaction|bulk_writer)\b)\w+)*\.(?:get|set|update|delete|add|create|stream|get_all)|\.(?:batch|transaction)\.commit)$/,
    instead: 'firestore.AsyncClient',
  },
  {
    ...cloud,
    pattern:
      /^google\.cloud\.datastore\.(?:client\.)?Client\.(?:get|get_multi|put|put_multi|delete|delete_multi|query\.fetch|(?:batch|transaction)\.commit)$/,
  },
  {
    ...cloud,
    pattern:
      /^google\.cloud\.pubsub_v1\.(?:[\w.]*\.)?(?:SubscriberClient\.(?:pull|acknowledge|create_subscription)|PublisherClient\.(?:publish\.result|create_topic|get_topic|list_topics))$/,
  },
  { ...cloud, pattern: /^google\.cloud\.logging\.Client\.(?:logger\.(?:log_\w+|log)|list_entries)$/ },
  {
    ...cloud,
    pattern:
      /^google\.cloud\.(?:secretmanager|tasks_v2|tasks|vision|speech|speech_v1|speech_v2|texttospeech|translate|translate_v2|translate_v3|language_v1|language|documentai|documentai_v1|dlp_v2|kms|scheduler_v1|run_v2|aiplatform_v1|aiplatform\.gapic|recaptchaenterprise_v1|retail|discoveryengine|dialogflow|dialogflow_v2|video|videointelligence|automl|spanner_v1)(?:_v\w+)?\.(?:[\w.]*\.)?(?!\w*Async)\w*Client\.(?!\w*_path$)(?!from_)(?!transport)[a-z]\w*$/,
  },
  {
    ...cloud,
    pattern:
      /^google\.cloud\.aiplatform\.(?:Endpoint|Model|MatchingEngineIndexEndpoint)\.(?:predict|explain|deploy|find_neighbors|match|batch_predict)$/,
  },
  {
    ...cloud,
    pattern:
      /^google\.cloud\.spanner\.Client\.instance\.database\.(?:snapshot|batch|run_in_transaction|execute_partitioned_dml)(?:\.\w+)?$/,
  },
];

/** Chat models of LangChain, also bound to tools (https://docs.langchain.com/oss/python/integrations/chat, read 2026-11). */
const CHAT_MODEL =
  /^(?:langchain|langchain_\w+)\.(?:\w+\.)*(?:Chat(?!Prompt)\w+|\w*LLM|\w*OpenAI|VertexAI|Ollama|init_chat_model)(?:\.(?:bind\w*|with_\w+))*$/;

/** Whether the object that a dotted name makes is a chat model of LangChain, which a chain (`prompt | model`) asks. */
export function isChatModel(path: string): boolean {
  return CHAT_MODEL.test(path);
}

/**
 * Whether a call of this dotted name gives a generator that asks for nothing before it is read. Source:
 * https://docs.cloud.google.com/python/docs/reference/firestore/latest (`Query.stream`, checked 2026-11-28).
 */
export function sentWhenRead(path: string): boolean {
  return /^(?:google\.cloud\.firestore|firebase_admin\.firestore)\b.*\.stream$/.test(path);
}

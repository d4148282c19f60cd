import { valueOf } from '../../base/known.ts';
import { type Span, spanOf } from '../../base/span.ts';
import { describeModel } from '../../model/memory.ts';
import { type RepeatedLoad, repeatedLoads } from '../../model/model-per-request.ts';
import { type PythonProgram, programOf } from '../../model/python-program.ts';
import { loadOnce } from '../load-once-fix.ts';
import { firstLine } from '../python-write.ts';
import { defineRule, type LaunchSubject, type Related } from '../rule.ts';
import { answersRequests } from '../words.ts';

const dockerfile = (command: string): string =>
  `FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN python download_model.py\nCMD ${command}\n`;
const FLASK = dockerfile('exec gunicorn --threads 8 --timeout 0 main:app');
const FASTAPI = dockerfile('exec uvicorn main:app --host 0.0.0.0 --port $PORT');
const STREAMLIT = dockerfile('exec streamlit run app.py --server.port $PORT --server.address 0.0.0.0');
const HEAD = 'import joblib\nfrom flask import Flask, request\n\napp = Flask(__name__)\n';
const ANSWER = '    return str(model.predict([request.json])[0])\n';
const ROUTE = '@app.post("/predict")\ndef predict():\n';
const SEARCH =
  'from fastapi import FastAPI\nfrom sentence_transformers import SentenceTransformer\n\napp = FastAPI()\n';
const EMBED = '@app.post("/embed")\ndef embed(text: str):\n';
const LOW =
  'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: scorer\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/startup-cpu-boost: "true"\n    spec:\n      containerConcurrency: 4\n      containers:\n        - image: us-docker.pkg.dev/p/r/scorer\n          resources:\n            limits:\n              cpu: "2"\n              memory: 4Gi\n';
const flask = (code: string): Readonly<Record<string, string>> => ({
  Dockerfile: FLASK,
  'main.py': HEAD + code,
  'model.joblib': '',
  'service.yaml': LOW,
});
const fastapi = (code: string): Readonly<Record<string, string>> => ({
  Dockerfile: FASTAPI,
  'main.py': SEARCH + code,
  'service.yaml': LOW,
});

export default defineRule({
  name: 'model-per-request',
  since: '0.1.0',
  severity: 'warning',
  subject: 'launch',
  summary: 'The same model is loaded again for each request.',
  why: `Cloud Run keeps an instance between requests, with all that its memory holds. A model that a route loads is read (or downloaded),
unpacked and thrown away once a request: seconds of CPU time that the user waits for and you pay for, and one more copy in memory for
each request that runs at the same time.

Load it once: at import, in the lifespan of FastAPI, or on first use in a function with \`functools.lru_cache\`. Loading at import also
runs while the start has its CPU boost, before the first request arrives. In Streamlit, which runs the whole script again at each
interaction, \`@st.cache_resource\` keeps it.

The rule speaks where the name or path of the model is the same each time, nothing keeps the model, and no code of the service writes the file.
It is a warning for models of a hub and for large files, information for small ones.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/tips/general', checked: '2026-11-28' },
  topic: 'workers-and-memory',
  messages: {
    request:
      '{call}() loads {model} again for each request. The instance stays between requests: load it once, at import or in a cached function.',
    rerun:
      '{call}() loads {model} again at each interaction, when Streamlit runs the script anew. Load it in a function with @st.cache_resource.',
  },
  bad: [
    {
      why: 'In the route',
      severity: 'information',
      files: flask(`\n\n${ROUTE}    model = ⟦joblib.load⟧("model.joblib")\n${ANSWER}`),
      fixed: { 'main.py': `${HEAD}\n\nmodel = joblib.load("model.joblib")\n\n\n${ROUTE}${ANSWER}` },
    },
    {
      why: 'In a function that the route calls',
      files: fastapi(
        `\n\ndef get_model():\n    return ⟦SentenceTransformer⟧("all-MiniLM-L6-v2")\n\n\n${EMBED}    return get_model().encode(text).tolist()\n`,
      ),
      fixed: {
        'main.py': `${SEARCH.replace('Transformer\n', 'Transformer\nimport functools\n')}\n\n@functools.lru_cache\ndef get_model():\n    return SentenceTransformer("all-MiniLM-L6-v2")\n\n\n${EMBED}    return get_model().encode(text).tolist()\n`,
      },
    },
    {
      why: 'Inside an object that each request makes',
      files: fastapi(
        `\n\nclass Embedder:\n    def __init__(self, name: str = "all-MiniLM-L6-v2"):\n        self.model = ⟦SentenceTransformer⟧(name)\n\n    def run(self, text):\n        return self.model.encode(text).tolist()\n\n\n${EMBED}    embedder = Embedder()\n    return embedder.run(text)\n`,
      ),
    },
    {
      why: 'In a Streamlit script',
      files: {
        Dockerfile: STREAMLIT,
        'app.py':
          'import streamlit as st\nfrom transformers import pipeline\n\n\ndef load():\n    return ⟦pipeline⟧("sentiment-analysis")\n\n\nclassify = load()\nst.write(classify(st.text_input("Text")))\n',
        'service.yaml': LOW,
      },
      fixed: {
        'app.py':
          'import streamlit as st\nfrom transformers import pipeline\n\n\n@st.cache_resource\ndef load():\n    return pipeline("sentiment-analysis")\n\n\nclassify = load()\nst.write(classify(st.text_input("Text")))\n',
      },
    },
  ],
  good: [
    { why: 'Loaded at import', files: flask(`model = joblib.load("model.joblib")\n\n\n${ROUTE}${ANSWER}`) },
    {
      why: 'A cached function',
      files: fastapi(
        `\n\n@lru_cache\ndef get_model():\n    return SentenceTransformer("all-MiniLM-L6-v2")\n\n\n${EMBED}    return get_model().encode(text).tolist()\n`.replace(
          '\n\n@lru',
          'from functools import lru_cache\n\n\n@lru',
        ),
      ),
    },
    {
      why: 'Loaded on first use into a global name',
      files: fastapi(
        `model = None\n\n\ndef get_model():\n    global model\n    if model is None:\n        model = SentenceTransformer("all-MiniLM-L6-v2")\n    return model\n\n\n${EMBED}    return get_model().encode(text).tolist()\n`,
      ),
    },
    {
      why: 'Loaded into an object that stays, on first use, a part of the file at a time',
      files: flask(
        `\n\nclass Scorer:\n    def __init__(self):\n        self.model = None\n\n    def load(self):\n        if self.model is not None:\n            return\n        bundle = joblib.load("model.joblib")\n        self.model = bundle["model"]\n\n    def score(self, row):\n        self.load()\n        return self.model.predict([row])[0]\n\n\nscorer = Scorer()\n\n\n${ROUTE}    return str(scorer.score(request.json))\n`,
      ),
    },
    {
      why: 'A dict holds what was loaded before',
      files: flask(
        `models = {}\n\n\ndef get_model(name="model.joblib"):\n    if name not in models:\n        model = joblib.load(name)\n        models[name] = model\n    return models[name]\n\n\n${ROUTE}    model = get_model()\n${ANSWER}`,
      ),
    },
    {
      why: 'A look-up that fails loads and keeps',
      files: flask(
        `models = {}\n\n\n${ROUTE}    try:\n        model = models["score"]\n    except KeyError:\n        model = models["score"] = joblib.load("model.joblib")\n${ANSWER}`,
      ),
    },
    {
      why: 'In the lifespan, kept in the state of the app',
      files: fastapi(
        `\n\n@app.on_event("startup")\ndef load():\n    app.state.model = SentenceTransformer("all-MiniLM-L6-v2")\n\n\n${EMBED}    return app.state.model.encode(text).tolist()\n`,
      ),
    },
    {
      why: 'The request names the model',
      files: flask(
        `\n\n@app.post("/predict/<name>")\ndef predict(name):\n    model = joblib.load(f"models/{name}.joblib")\n${ANSWER}`,
      ),
    },
    {
      why: 'The service trains the model itself, so that the file changes',
      files: {
        ...flask(
          `from sklearn.linear_model import LinearRegression\n\n\n@app.post("/train")\ndef train():\n    joblib.dump(LinearRegression().fit(request.json["x"], request.json["y"]), "/models/model.joblib")\n    return "", 204\n\n\n${ROUTE}    model = joblib.load("/models/model.joblib")\n${ANSWER}`,
        ),
        'service.yaml':
          `${LOW}          volumeMounts:\n            - name: models\n              mountPath: /models\n      volumes:\n        - name: models\n          csi:\n            driver: gcsfuse.run.googleapis.com\n            volumeAttributes:\n              bucketName: models\n`.replace(
            'startup-cpu-boost: "true"',
            'startup-cpu-boost: "true"\n        run.googleapis.com/execution-environment: gen2',
          ),
      },
    },
    {
      why: 'A new model for each training',
      files: {
        Dockerfile: FLASK,
        'main.py':
          'from flask import Flask, request\nfrom ultralytics import YOLO\n\napp = Flask(__name__)\n\n\n@app.post("/train")\ndef train():\n    model = YOLO("yolov8n.pt")\n    return str(model.train(data=request.json["data"]))\n',
        'service.yaml': LOW,
      },
    },
    {
      why: 'Another model where the usual one fails',
      files: fastapi(
        `import openai\n\nclient = openai.OpenAI()\n\n\n${EMBED}    try:\n        return client.embeddings.create(input=text, model="text-embedding-3-small").data[0].embedding\n    except openai.APIError:\n        model = SentenceTransformer("all-MiniLM-L6-v2")\n        return model.encode(text).tolist()\n`,
      ),
    },
    {
      why: 'Freed on purpose, since it does not fit beside another one',
      files: fastapi(
        `import gc\n\n\n${EMBED}    model = SentenceTransformer("all-MiniLM-L6-v2")\n    vector = model.encode(text).tolist()\n    del model\n    gc.collect()\n    return vector\n`,
      ),
    },
    {
      why: 'A parameter brings it, and only a script leaves it out',
      files: fastapi(
        `\nmodel = SentenceTransformer("all-MiniLM-L6-v2")\n\n\ndef vector(text, model=None):\n    if model is None:\n        model = SentenceTransformer("all-MiniLM-L6-v2")\n    return model.encode(text).tolist()\n\n\n${EMBED}    return vector(text, model)\n`,
      ),
    },
    {
      why: 'A pickle that holds a login rather than a model',
      files: flask(
        `import pickle\n\n\n@app.get("/files")\ndef files():\n    with open("token.pickle", "rb") as file:\n        token = pickle.load(file)\n    return token.account\n`,
      ),
    },
    {
      why: 'Streamlit keeps it',
      files: {
        Dockerfile: STREAMLIT,
        'app.py':
          'import streamlit as st\nfrom transformers import pipeline\n\n\n@st.cache_resource\ndef load():\n    return pipeline("sentiment-analysis")\n\n\nif "last" not in st.session_state:\n    st.session_state.last = None\nclassify = load()\nst.write(classify(st.text_input("Text")))\n',
        'service.yaml': LOW,
      },
    },
    {
      why: 'A script calls it, not the service',
      files: flask(
        `model = joblib.load("model.joblib")\n\n\n${ROUTE}${ANSWER}\n\ndef compare(rows):\n    return joblib.load("model.joblib").predict(rows)\n\n\nif __name__ == "__main__":\n    print(compare([[1]]))\n`,
      ),
    },
  ],
  *check(subject) {
    const { launch, reader } = subject;
    const program = answersRequests(subject) ? programOf(launch, reader) : undefined;
    if (program === undefined) return;
    const reruns = valueOf(launch.server)?.kind === 'streamlit';
    for (const [first, ...others] of grouped(repeatedLoads(program, reruns))) {
      const facts = program.files.get(first.uri);
      const at = placeOf(subject, program, first);
      const big = [first, ...others].some((each) => isBig(each, subject, program));
      yield {
        message: reruns ? 'rerun' : 'request',
        data: { call: shortApi(first), model: nameOf(first) },
        at,
        ...(big ? {} : { severity: 'information' as const }),
        related: [
          leadsHere(subject, program, first),
          ...others.map((other) => ({ message: 'This is loaded again too.', at: placeOf(subject, program, other) })),
        ],
        fix: () =>
          others.length > 0 || facts === undefined ? undefined : loadOnce(reader, facts, first.load.call, reruns),
      };
    }
  },
});

type Group = readonly [RepeatedLoad, ...RepeatedLoad[]];

/** The loads of one function are mended together. */
function grouped(loads: readonly RepeatedLoad[]): readonly Group[] {
  const groups = new Map<string, [RepeatedLoad, ...RepeatedLoad[]]>();
  for (const load of loads) {
    const key = `${load.uri}#${load.load.within}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [load]);
    else group.push(load);
  }
  return [...groups.values()];
}

function placeOf({ reader }: LaunchSubject, program: PythonProgram, { uri, load }: RepeatedLoad): Span {
  const range = program.files.get(uri)?.calls[load.call]?.calleeRange ?? load.range;
  return spanOf(uri, firstLine(reader, uri, range));
}

/** The call in the handler that leads to a load in another function. */
function leadsHere({ reader }: LaunchSubject, _program: PythonProgram, { through }: RepeatedLoad): Related | undefined {
  const [outer] = through;
  if (outer === undefined) return undefined;
  const at = spanOf(outer.uri, firstLine(reader, outer.uri, outer.call.calleeRange));
  return { message: 'Each request leads there from here.', at };
}

/** The last two parts of a dotted name: enough to recognise it. */
function shortApi({ load }: RepeatedLoad): string {
  return load.api.split('.').slice(-2).join('.');
}

function nameOf({ load }: RepeatedLoad): string {
  return load.id?.kind === 'string' ? load.id.value : 'its model';
}

/** Libraries whose models are downloads of tens of megabytes at least, unless a file of the image is named. */
const hubs = new Set([
  'transformers',
  'sentence-transformers',
  'diffusers',
  'whisper',
  'faster-whisper',
  'torchvision',
  'timm',
  'easyocr',
  'gensim',
]);
const hubCalls = /^(?:torch\.hub\.load|tensorflow_hub\.\w+)$/;
/** Bytes from which loading takes long whatever the format is. */
const bigModel = 100e6;

function isBig({ uri, load }: RepeatedLoad, { launch }: LaunchSubject, program: PythonProgram): boolean {
  const model = describeModel(load, uri, program, launch);
  if ((model?.bytes ?? 0) >= bigModel || hubCalls.test(load.api)) return true;
  return model?.local !== true && hubs.has(load.library);
}

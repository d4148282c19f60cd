import { valueOf } from '../../base/known.ts';
import { type Span, spanOf } from '../../base/span.ts';
import { hubCalls, hubLibraries } from '../../catalog/model-loaders.ts';
import { describeModel } from '../../model/memory.ts';
import { type RepeatedLoad, repeatedLoads } from '../../model/python/model-per-request.ts';
import { diskPath, isOwnDisk } from '../../model/python/path.ts';
import { type PythonProgram, programOf } from '../../model/python/program.ts';
import { loadOnce } from '../load-once-fix.ts';
import { firstLine } from '../python-write.ts';
import { defineRule, type LaunchSubject, type Related } from '../rule.ts';
import { answersRequests } from '../words.ts';

const dockerfile = (command: string): string =>
  `FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN python download_model.py\nCMD exec ${command}\n`;
const FLASK = dockerfile('gunicorn --threads 8 --timeout 0 main:app');
const FASTAPI = dockerfile('uvicorn main:app --host 0.0.0.0 --port $PORT');
const STREAMLIT = dockerfile('streamlit run app.py --server.port $PORT --server.address 0.0.0.0');
const HEAD = 'import joblib\nfrom flask import Flask, request\n\napp = Flask(__name__)\n';
const ROUTE = '@app.post("/scale")\ndef scale():\n';
const ANSWER = '    return scaler.transform([request.json]).tolist()\n';
const SEARCH =
  'from fastapi import FastAPI\nfrom sentence_transformers import SentenceTransformer\n\napp = FastAPI()\n';
const EMBED = '@app.post("/embed")\ndef embed(text: str):\n';
const MANIFEST =
  'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: search\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/startup-cpu-boost: "true"\n    spec:\n      containerConcurrency: 4\n      containers:\n        - image: us-docker.pkg.dev/p/r/search\n          resources:\n            limits:\n              memory: 4Gi\n';
const flask = (code: string): Readonly<Record<string, string>> => ({ Dockerfile: FLASK, 'main.py': HEAD + code });
const fastapi = (code: string): Readonly<Record<string, string>> => ({
  Dockerfile: FASTAPI,
  'main.py': SEARCH + code,
  'service.yaml': MANIFEST,
});
const CACHED =
  'import streamlit as st\nfrom transformers import pipeline\n\n\n@st.cache_resource\ndef load():\n    return pipeline("sentiment-analysis")\n\n\nclassify = load()\nst.write(classify(st.text_input("Text")))\n';

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
      files: flask(`\n\n${ROUTE}    scaler = ⟦joblib.load⟧("scaler.joblib")\n${ANSWER}`),
      fixed: { 'main.py': `${HEAD}\n\nscaler = joblib.load("scaler.joblib")\n\n\n${ROUTE}${ANSWER}` },
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
        'app.py': CACHED.replace('@st.cache_resource\n', '').replace('pipeline(', '⟦pipeline⟧('),
        'service.yaml': MANIFEST,
      },
      fixed: { 'app.py': CACHED },
    },
  ],
  good: [
    { why: 'Loaded at import', files: flask(`scaler = joblib.load("scaler.joblib")\n\n\n${ROUTE}${ANSWER}`) },
    {
      why: 'A cached function',
      files: flask(
        `\n\n@lru_cache\ndef get_scaler():\n    return joblib.load("scaler.joblib")\n\n\n${ROUTE}    scaler = get_scaler()\n${ANSWER}`.replace(
          '\n\n@lru',
          'from functools import lru_cache\n\n\n@lru',
        ),
      ),
    },
    {
      why: 'Loaded on first use into a global name',
      files: flask(
        `scaler = None\n\n\ndef get_scaler():\n    global scaler\n    if scaler is None:\n        scaler = joblib.load("scaler.joblib")\n    return scaler\n\n\n${ROUTE}    return get_scaler().transform([request.json]).tolist()\n`,
      ),
    },
    {
      why: 'Loaded on first use into an object that stays, a part of the file at a time',
      files: flask(
        `\n\nclass Scaler:\n    def __init__(self):\n        self.scaler = None\n\n    def load(self):\n        if self.scaler is not None:\n            return\n        bundle = joblib.load("bundle.joblib")\n        self.scaler = bundle["scaler"]\n\n    def scale(self, row):\n        self.load()\n        return self.scaler.transform([row]).tolist()\n\n\nkept = Scaler()\n\n\n${ROUTE}    return kept.scale(request.json)\n`,
      ),
    },
    {
      why: 'A dict holds what was loaded before',
      files: flask(
        `scalers = {}\n\n\ndef get_scaler(name="scaler.joblib"):\n    if name not in scalers:\n        scaler = joblib.load(name)\n        scalers[name] = scaler\n    return scalers[name]\n\n\n${ROUTE}    scaler = get_scaler()\n${ANSWER}`,
      ),
    },
    {
      why: 'A look-up that fails loads and keeps',
      files: flask(
        `scalers = {}\n\n\n${ROUTE}    try:\n        scaler = scalers["main"]\n    except KeyError:\n        scaler = scalers["main"] = joblib.load("scaler.joblib")\n${ANSWER}`,
      ),
    },
    {
      why: 'At start, kept in the state of the app',
      files: {
        Dockerfile: FASTAPI,
        'main.py':
          'import joblib\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.on_event("startup")\ndef load():\n    app.state.scaler = joblib.load("scaler.joblib")\n\n\n@app.post("/scale")\ndef scale(row: list[float]):\n    return app.state.scaler.transform([row]).tolist()\n',
      },
    },
    {
      why: 'The request names the model',
      files: flask(
        `\n\n@app.post("/scale/<name>")\ndef scale(name):\n    scaler = joblib.load(f"scalers/{name}.joblib")\n${ANSWER}`,
      ),
    },
    {
      why: 'A parameter brings it, and only a script leaves it out',
      files: flask(
        `scaler = joblib.load("scaler.joblib")\n\n\ndef scaled(row, scaler=None):\n    if scaler is None:\n        scaler = joblib.load("scaler.joblib")\n    return scaler.transform([row]).tolist()\n\n\n${ROUTE}    return scaled(request.json, scaler)\n`,
      ),
    },
    {
      why: 'A script calls it, not the service',
      files: flask(
        `scaler = joblib.load("scaler.joblib")\n\n\n${ROUTE}${ANSWER}\n\ndef compare(rows):\n    return joblib.load("scaler.joblib").transform(rows)\n\n\nif __name__ == "__main__":\n    print(compare([[1]]))\n`,
      ),
    },
    {
      why: 'Streamlit keeps it',
      files: { Dockerfile: STREAMLIT, 'app.py': CACHED, 'service.yaml': MANIFEST },
    },
  ],
  *check(subject) {
    const { launch, reader } = subject;
    const program = answersRequests(subject) ? programOf(launch, reader) : undefined;
    if (program === undefined) return;
    const reruns = valueOf(launch.server)?.kind === 'streamlit';
    const loads = repeatedLoads(program, reruns).filter((each) => !isMounted(each, subject, program));
    for (const [first, ...others] of grouped(loads)) {
      const facts = program.files.get(first.uri);
      const at = placeOf(subject, program, first);
      const big = [first, ...others].some((each) => isBig(each, subject, program));
      yield {
        message: reruns ? 'rerun' : 'request',
        data: { call: shortApi(first), model: nameOf(first, subject, program) },
        at,
        ...(big ? {} : { severity: 'information' as const }),
        related: [
          leadsHere(subject, first),
          ...others.map((other) => ({ message: 'This is loaded again too.', at: placeOf(subject, program, other) })),
        ],
        fix: () =>
          others.length > 0 || facts === undefined ? undefined : loadOnce(reader, facts, first.load.call, reruns),
      };
    }
  },
});

/** A file on a volume may be a newer one each time. */
function isMounted({ uri, load }: RepeatedLoad, { container, launch }: LaunchSubject, program: PythonProgram): boolean {
  const path = diskPath(load.id, uri, launch, program);
  return path?.text.startsWith('/') === true && !isOwnDisk(path, container);
}

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
function leadsHere({ reader }: LaunchSubject, { through }: RepeatedLoad): Related | undefined {
  const [outer] = through;
  if (outer === undefined) return undefined;
  const at = spanOf(outer.uri, firstLine(reader, outer.uri, outer.call.calleeRange));
  return { message: 'Each request leads there from here.', at };
}

/** The last two parts of a dotted name: enough to recognise it. */
function shortApi({ load }: RepeatedLoad): string {
  return load.api.split('.').slice(-2).join('.');
}

function nameOf({ uri, load }: RepeatedLoad, { launch }: LaunchSubject, program: PythonProgram): string {
  return describeModel(load, uri, program, launch)?.id ?? 'its model';
}

/** Bytes from which loading takes long whatever the format is. */
const bigModel = 100e6;

function isBig({ uri, load }: RepeatedLoad, { launch }: LaunchSubject, program: PythonProgram): boolean {
  const model = describeModel(load, uri, program, launch);
  if ((model?.bytes ?? 0) >= bigModel || hubCalls.test(load.api)) return true;
  return model?.local !== true && (hubLibraries.has(load.library) || load.library === 'gensim');
}

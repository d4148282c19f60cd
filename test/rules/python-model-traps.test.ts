import { strict as assert } from 'node:assert';
import { analyse, uriOf } from '../kit/example.ts';
import { type Case, FASTAPI, FLASK, GUNICORN, manifest, table, UVICORN } from '../kit/python-rules.ts';

// Cases of the rules on models, memory and work at start in Python, beyond their examples: what they find, and where they stay silent.

const RUN = 'RUN python -c "import app_models; app_models.download_model()"\n';

describe('model-exceeds-memory', () => {
  it('knows how large the files in the build context are', () => {
    const files = {
      Dockerfile: UVICORN,
      'config.py': 'import os\nMODEL = os.path.join(os.path.dirname(__file__), "models", "net.pt")\n',
      'main.py': `import torch\nfrom config import MODEL\n${FASTAPI}net = torch.load(MODEL)\n`,
      'models/net.pt': '',
    };
    const analysis = analyse(files);
    const found = (): readonly string[] =>
      analysis.allFindings().flatMap((f) => (f.rule === 'model-exceeds-memory' ? [`${f.severity}: ${f.message}`] : []));
    assert.deepEqual(found(), []);
    analysis.setSizes(new Map([[uriOf('models/net.pt'), 900 * 2 ** 20]]));
    assert.deepEqual(found(), [
      'warning: net.pt needs about 900 MiB, more than the 512 MiB that an instance has by default. Set a larger memory limit when you deploy.',
    ]);
    analysis.setSizes(new Map([[uriOf('models/net.pt'), 20 * 2 ** 20]]));
    assert.deepEqual(found(), []);
  });
});

const MODEL = 'from sentence_transformers import SentenceTransformer\n';

table(
  ['startup-work', 'model-exceeds-memory', 'missing-preload', 'workers-exceed-memory'],
  [
    [
      'loaded in a route',
      {
        Dockerfile: UVICORN,
        'main.py': `${MODEL}${FASTAPI}@app.get("/")\ndef a():\n    SentenceTransformer("all-MiniLM-L6-v2")\n`,
      },
      ['SentenceTransformer (information)'],
    ],
    [
      'loaded by a function of another file at start',
      {
        Dockerfile: UVICORN,
        'main.py': `from lib import load\n${FASTAPI}m = load()\n`,
        'lib.py': `${MODEL}def load():\n    return SentenceTransformer("BAAI/bge-m3")\n`,
      },
      ['SentenceTransformer', 'SentenceTransformer (information)'],
    ],
    [
      'a lifespan does not profit from preload',
      {
        Dockerfile: UVICORN.replace('COPY', `${RUN}COPY`).replace(
          'uvicorn main:app --host 0.0.0.0 --port $PORT',
          'gunicorn -k uvicorn_worker.UvicornWorker --workers 2 main:app',
        ),
        'main.py': `${MODEL}from fastapi import FastAPI\nasync def life(app):\n    SentenceTransformer("all-mpnet-base-v2")\n    yield\napp = FastAPI(lifespan=life)\n`,
        'service.yaml': `${manifest('Service')}          resources: {limits: {cpu: "4", memory: 8Gi}}\n`,
      },
      [],
    ],
    [
      'half precision fits',
      {
        Dockerfile: UVICORN.replace('COPY', `${RUN}COPY`),
        'main.py': `import torch\nfrom transformers import AutoModel\n${FASTAPI}m = AutoModel.from_pretrained("bert-large-uncased", torch_dtype=torch.float16)\n`,
        'service.yaml': `${manifest('Service')}          resources: {limits: {cpu: "1", memory: 2Gi}}\n`,
      },
      [],
    ],
    [
      'on a GPU',
      {
        Dockerfile: UVICORN.replace('COPY', `${RUN}COPY`),
        'main.py': `from transformers import pipeline\n${FASTAPI}m = pipeline("text-generation", model="meta-llama/Llama-2-7b-hf", device="cuda")\n`,
      },
      [],
    ],
    [
      'a model of unknown size',
      {
        Dockerfile: UVICORN.replace('COPY', `${RUN}COPY`),
        'main.py': `from transformers import pipeline\n${FASTAPI}m = pipeline("text-classification", model="me/mine")\n`,
      },
      [],
    ],
  ],
);

const SCALER = `import gc, os, pickle\nimport joblib\nimport torch\nfrom ultralytics import YOLO\n${FLASK}`;

const POST = '@app.post("/")\ndef scale():\n';

const reload = (why: string, code: string, expected: readonly string[]): Case => [
  why,
  { Dockerfile: GUNICORN, 'main.py': SCALER + code },
  expected,
];

table(
  ['model-per-request'],
  [
    reload(
      'two at a time',
      `def load():\n    a = joblib.load("a.joblib")\n    b = joblib.load("b.joblib")\n    return a, b\n${POST}    a, b = load()\n    return str(b.transform(a.transform([[1]])))\n`,
      ['joblib.load (information)'],
    ),
    reload(
      'two at a time, at import',
      `def load():\n    a = joblib.load("a.joblib")\n    b = joblib.load("b.joblib")\n    return a, b\na, b = load()\n${POST}    return str(b.transform(a.transform([[1]])))\n`,
      [],
    ),
    reload(
      'two at a time, kept',
      `def load():\n    a = joblib.load("a.joblib")\n    b = joblib.load("b.joblib")\n    return a, b\nkept = {}\n${POST}    if not kept:\n        a, b = load()\n        kept["both"] = (a, b)\n    return str(kept["both"][1].transform([[1]]))\n`,
      [],
    ),
    reload('used at once', `${POST}    return str(joblib.load("a.joblib").transform([[1]]))\n`, [
      'joblib.load (information)',
    ]),
    reload(
      'the request decides whether',
      `${POST}    if request.method == "POST":\n        m = joblib.load("a.joblib")\n        return m.transform([[1]])\n`,
      ['joblib.load (information)'],
    ),
    reload(
      'weights into a new network',
      `${POST}    net = Net()\n    net.load_state_dict(torch.load("a.pth"))\n    return str(net(1))\n`,
      ['torch.load (information)'],
    ),
    reload(
      'weights into a network that stays',
      `net = Net()\n${POST}    net.load_state_dict(torch.load("a.pth"))\n    return str(net(1))\n`,
      [],
    ),
    reload(
      'an open file',
      `${POST}    with open("a.pkl", "rb") as f:\n        m = pickle.load(f)\n    return str(m.transform([[1]]))\n`,
      ['pickle.load (information)'],
    ),
    reload(
      'a login in a pickle',
      `${POST}    with open("token.pickle", "rb") as f:\n        token = pickle.load(f)\n    return token.account\n`,
      [],
    ),
    reload('an upload', `${POST}    m = joblib.load(request.files["model"])\n    return str(m.transform([[1]]))\n`, []),
    reload(
      'trained anew each time',
      `${POST}    model = YOLO("yolov8n.pt")\n    return str(model.train(data="a.yaml"))\n`,
      [],
    ),
    reload('not trained', `${POST}    model = YOLO("yolov8n.pt")\n    return str(model("a.jpg"))\n`, [
      'YOLO (information)',
    ]),
    reload(
      'freed on purpose',
      `${POST}    model = YOLO("yolov8n.pt")\n    out = str(model("a.jpg"))\n    del model\n    return out\n`,
      [],
    ),
    reload(
      'memory collected on purpose',
      `${POST}    model = YOLO("yolov8n.pt")\n    out = str(model("a.jpg"))\n    gc.collect()\n    return out\n`,
      [],
    ),
    reload(
      'only where the usual way fails',
      `${POST}    try:\n        return ask()\n    except OSError:\n        m = joblib.load("a.joblib")\n        return str(m.transform([[1]]))\n`,
      [],
    ),
    reload(
      'only where the configuration says so',
      `LOCAL = os.getenv("LOCAL")\n${POST}    if LOCAL:\n        m = joblib.load("a.joblib")\n        return str(m.transform([[1]]))\n    return ""\n`,
      [],
    ),
    reload(
      'the service writes the file',
      `@app.post("/train")\ndef train():\n    joblib.dump(Fit().run(), "/models/a.joblib")\n    return ""\n${POST}    m = joblib.load("/models/a.joblib")\n    return str(m.transform([[1]]))\n`,
      [],
    ),
    reload(
      'each request fetches it',
      `${POST}    bucket.blob("a").download_to_filename("a.joblib")\n    m = joblib.load("a.joblib")\n    return str(m.transform([[1]]))\n`,
      [],
    ),
    reload(
      'one object for all',
      `class Holder:\n    def __new__(cls):\n        return kept or super().__new__(cls)\n\n    def __init__(self):\n        self.m = joblib.load("a.joblib")\n\n    def run(self):\n        return str(self.m.transform([[1]]))\n${POST}    holder = Holder()\n    return holder.run()\n`,
      [],
    ),
    [
      'a volume, where others put a newer file',
      {
        Dockerfile: GUNICORN,
        'main.py': `${SCALER}${POST}    m = joblib.load("/models/a.joblib")\n    return str(m.transform([[1]]))\n`,
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: a\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/a\n          volumeMounts:\n            - name: m\n              mountPath: /models\n      volumes:\n        - name: m\n          csi:\n            driver: gcsfuse.run.googleapis.com\n            volumeAttributes:\n              bucketName: b\n',
      },
      [],
    ],
    reload(
      'one object for all, by a decorator',
      `@singleton\nclass Holder:\n    def __init__(self):\n        self.m = joblib.load("a.joblib")\n\n    def run(self):\n        return str(self.m.transform([[1]]))\n${POST}    holder = Holder()\n    return holder.run()\n`,
      [],
    ),
    reload(
      'one object for all, by a metaclass',
      `class Holder(metaclass=Only):\n    def __init__(self):\n        self.m = joblib.load("a.joblib")\n\n    def run(self):\n        return str(self.m.transform([[1]]))\n${POST}    holder = Holder()\n    return holder.run()\n`,
      [],
    ),
    reload(
      'one object for all, by a base',
      `from base import SingletonBase\nclass Holder(SingletonBase):\n    def __init__(self):\n        self.m = joblib.load("a.joblib")\n\n    def run(self):\n        return str(self.m.transform([[1]]))\n${POST}    holder = Holder()\n    return holder.run()\n`,
      [],
    ),
    reload(
      'a new object for each request',
      `class Holder:\n    def __init__(self):\n        self.m = joblib.load("a.joblib")\n\n    def run(self):\n        return str(self.m.transform([[1]]))\n${POST}    holder = Holder()\n    return holder.run()\n`,
      ['joblib.load (information)'],
    ),
    reload(
      'one object at import',
      `class Holder:\n    def __init__(self):\n        self.m = joblib.load("a.joblib")\n\n    def run(self):\n        return str(self.m.transform([[1]]))\nholder = Holder()\n${POST}    return holder.run()\n`,
      [],
    ),
    reload(
      'reloaded on demand, and kept',
      `m = joblib.load("a.joblib")\n@app.post("/reload")\ndef again():\n    global m\n    m = joblib.load("a.joblib")\n    return ""\n`,
      [],
    ),
  ],
);

const STREAMLIT =
  'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD exec streamlit run app.py --server.port $PORT --server.address 0.0.0.0\n';

table(
  ['model-per-request'],
  [
    [
      'a page of Streamlit, and what a module that it imports holds',
      {
        Dockerfile: STREAMLIT,
        'app.py': 'import streamlit as st\nst.title("x")\n',
        'pages/1_a.py':
          'import joblib\nimport streamlit as st\nimport kept\nscaler = joblib.load("a.joblib")\nst.write(scaler.transform([[1]]))\n',
        'kept.py': 'import joblib\nencoder = joblib.load("b.joblib")\n',
      },
      ['joblib.load (information)'],
    ],
    [
      'kept in the session of Streamlit',
      {
        Dockerfile: STREAMLIT,
        'app.py':
          'import joblib\nimport streamlit as st\nif "m" not in st.session_state:\n    st.session_state["m"] = joblib.load("a.joblib")\nst.write(st.session_state["m"].transform([[1]]))\n',
      },
      [],
    ],
  ],
);

import { formatBytes, toQuantity } from '../../base/quantity.ts';
import { cpuForMemory, DEFAULT_GPU, gpuOf, memoryRange } from '../../catalog/limits.ts';
import { setAt, setQuoted } from '../../facts/manifest/edit.ts';
import { podSpecPath } from '../../facts/manifest/manifest.ts';
import { annotationValueRange, containerPath, findAnnotation, manifestFix } from '../../model/manifest-fix.ts';
import { at, defineRule } from '../rule.ts';

const THROTTLING = 'run.googleapis.com/cpu-throttling';
const ACCELERATOR = 'run.googleapis.com/accelerator';

export default defineRule({
  name: 'gpu-constraints',
  since: '0.1.0',
  severity: 'error',
  subject: 'manifest',
  summary: 'A GPU is combined with settings that Cloud Run does not allow.',
  why: `One container of an instance can have one GPU (\`nvidia.com/gpu: "1"\`). An L4 needs 4 vCPU and 16 GiB at least, an RTX PRO 6000 20 vCPU and
80 GiB, and a service with a GPU has instance-based billing. What the manifest leaves out Cloud Run chooses so that it fits: an L4 where
\`run.googleapis.com/accelerator\` names no type, and the CPU, memory and billing that a GPU needs. Written out, the manifest says what runs and
what it costs, and stays what it is when these choices change.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/configuring/services/gpu', checked: '2026-11-28' },
  messages: {
    count: 'Cloud Run gives one GPU to one container, and this asks for {count}. Write "1".',
    second: 'Only one container of an instance can have the GPU, and another one has it already. Remove this limit.',
    small: 'An {gpu} needs at least {need} in its container, and this has {have}.',
    throttled: 'A GPU needs instance-based billing, and this chooses request-based billing. Write "false".',
    implied:
      'A GPU comes with {missing}, which Cloud Run chooses here. Write it out, so that the manifest shows what runs.',
    unused: 'The node selector chooses a GPU, but no container has the limit nvidia.com/gpu: "1". Add it.',
  },
  bad: [
    {
      why: 'Too small, throttled',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: llm\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/cpu-throttling: ⟦"true"⟧\n    spec:\n      nodeSelector:\n        run.googleapis.com/accelerator: nvidia-l4\n      containers:\n        - image: us-docker.pkg.dev/p/r/llm\n          resources:\n            limits:\n              nvidia.com/gpu: ⟦"2"⟧\n              cpu: ⟦"2"⟧\n              memory: ⟦8Gi⟧\n',
      },
      fixed: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: llm\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/cpu-throttling: "false"\n    spec:\n      nodeSelector:\n        run.googleapis.com/accelerator: nvidia-l4\n      containers:\n        - image: us-docker.pkg.dev/p/r/llm\n          resources:\n            limits:\n              nvidia.com/gpu: "1"\n              cpu: "4"\n              memory: 16Gi\n',
      },
    },
    {
      why: 'Two containers with a GPU',
      files: {
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: train\nspec:\n  template:\n    spec:\n      template:\n        spec:\n          nodeSelector: {run.googleapis.com/accelerator: nvidia-l4}\n          containers:\n            - image: us-docker.pkg.dev/p/r/a\n              resources: {limits: {cpu: "4", memory: 16Gi, nvidia.com/gpu: "1"}}\n            - image: us-docker.pkg.dev/p/r/b\n              resources: {limits: {cpu: "4", memory: 16Gi, ⟦nvidia.com/gpu⟧: "1"}}\n',
      },
    },
    {
      why: 'Only the GPU, or its type and memory: Cloud Run chooses the rest',
      severity: 'information',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: llm\nspec:\n  template:\n    metadata:\n      annotations:\n        autoscaling.knative.dev/maxScale: "3"\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/llm\n          resources:\n            limits:\n              ⟦nvidia.com/gpu⟧: "1"\n              cpu: "4"\n              memory: 16Gi\n',
        'worker-pool.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: WorkerPool\nmetadata:\n  name: train\nspec:\n  template:\n    spec:\n      nodeSelector: {run.googleapis.com/accelerator: nvidia-l4}\n      containers:\n        - image: us-docker.pkg.dev/p/r/train\n          resources: {limits: {memory: 32Gi, ⟦nvidia.com/gpu⟧: "1"}}\n',
      },
      fixed: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: llm\nspec:\n  template:\n    metadata:\n      annotations:\n        autoscaling.knative.dev/maxScale: "3"\n        run.googleapis.com/cpu-throttling: "false"\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/llm\n          resources:\n            limits:\n              nvidia.com/gpu: "1"\n              cpu: "4"\n              memory: 16Gi\n      nodeSelector:\n        run.googleapis.com/accelerator: nvidia-l4\n',
        'worker-pool.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: WorkerPool\nmetadata:\n  name: train\nspec:\n  template:\n    spec:\n      nodeSelector: {run.googleapis.com/accelerator: nvidia-l4}\n      containers:\n        - image: us-docker.pkg.dev/p/r/train\n          resources: {limits: {memory: 32Gi, nvidia.com/gpu: "1", cpu: "8"}}\n',
      },
    },
    {
      why: 'A GPU type without GPU',
      severity: 'warning',
      files: {
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: train\nspec:\n  template:\n    spec:\n      template:\n        spec:\n          nodeSelector: {⟦run.googleapis.com/accelerator⟧: nvidia-l4}\n          containers:\n            - image: us-docker.pkg.dev/p/r/a\n',
      },
    },
  ],
  good: [
    {
      why: 'A complete service, and a job, which is always billed by instance',
      files: {
        'service.yaml':
          "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: llm\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/cpu-throttling: 'False'\n    spec:\n      nodeSelector:\n        run.googleapis.com/accelerator: nvidia-l4\n      containers:\n        - image: us-docker.pkg.dev/p/r/llm\n          resources:\n            limits: {nvidia.com/gpu: '1', cpu: 4000m, memory: 16Gi}\n",
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: train\nspec:\n  template:\n    spec:\n      template:\n        spec:\n          nodeSelector: {run.googleapis.com/accelerator: nvidia-l4}\n          containers:\n            - image: us-docker.pkg.dev/p/r/a\n              resources: {limits: {cpu: "8", memory: 32Gi, nvidia.com/gpu: "1"}}\n',
      },
    },
  ],
  *check({ uri, facts, document }) {
    if (!document.isCloudRun) return;
    const [first, ...more] = document.containers.filter((c) => c.limits.gpu !== undefined);
    const selector = document.nodeSelector.find((p) => p.key.value === ACCELERATOR);
    if (first?.limits.gpu === undefined) {
      const complete = document.complete && document.containers.length > 0;
      if (selector !== undefined && complete)
        yield { message: 'unused', at: at(uri, selector.key), severity: 'warning' };
      return;
    }
    for (const { limits } of more)
      if (limits.gpu !== undefined) yield { message: 'second', at: at(uri, limits.gpu.keyRange) };
    const limitsPath = [...containerPath(document, first.index), 'resources', 'limits'];
    const { gpu, cpu, memory } = first.limits;
    if (gpu.amount.kind === 'known' && gpu.amount.value !== 1 && gpu.text.kind === 'known') {
      const fix = () =>
        manifestFix('Write "1"', 'suggestion', setAt(facts, document, limitsPath, 'nvidia.com/gpu', '"1"'));
      yield { message: 'count', data: { count: gpu.text.value }, at: gpu.amount.at ?? at(uri, gpu.keyRange), fix };
    }
    let isWrong = more.length > 0 || gpu.amount.kind !== 'known' || gpu.amount.value !== 1;
    const { accelerator } = document;
    const type = accelerator.kind === 'known' ? accelerator.value : accelerator.why === 'absent' ? DEFAULT_GPU : '';
    const spec = gpuOf(type);
    if (spec !== undefined) {
      const size = toQuantity(spec.minMemory);
      const fewCpu = cpu?.amount.kind === 'known' && cpu.amount.value < spec.minCpu;
      const littleMemory = memory?.amount.kind === 'known' && memory.amount.value < spec.minMemory;
      isWrong ||= fewCpu || littleMemory;
      const setCpu = () => setAt(facts, document, limitsPath, 'cpu', `"${spec.minCpu}"`);
      const setMemory = () => setAt(facts, document, limitsPath, 'memory', size);
      // Either alone may be a pair that Cloud Run refuses.
      const setBoth = () =>
        manifestFix(`Set cpu to ${spec.minCpu} and memory to ${size}`, 'suggestion', setCpu(), setMemory());
      if (cpu?.amount.kind === 'known' && fewCpu) {
        const fix = () => (littleMemory ? setBoth() : manifestFix(`Set cpu to ${spec.minCpu}`, 'suggestion', setCpu()));
        const data = { gpu: spec.accelerator, need: `${spec.minCpu} vCPU`, have: `${cpu.amount.value}` };
        yield { message: 'small', data, at: cpu.amount.at, fix };
      }
      if (memory?.amount.kind === 'known' && littleMemory) {
        const fix = () => (fewCpu ? setBoth() : manifestFix(`Set memory to ${size}`, 'suggestion', setMemory()));
        const data = {
          gpu: spec.accelerator,
          need: formatBytes(spec.minMemory),
          have: formatBytes(memory.amount.value),
        };
        yield { message: 'small', data, at: memory.amount.at, fix };
      }
    }
    const throttling = findAnnotation(document, THROTTLING, 'revision');
    if (document.kind === 'Service' && throttling?.value.kind === 'known' && /^true$/i.test(throttling.value.value)) {
      isWrong = true;
      const range = annotationValueRange(throttling);
      const path = ['spec', 'template', 'metadata', 'annotations'];
      const fix = () =>
        manifestFix('Write "false"', 'suggestion', setQuoted(facts, document, path, THROTTLING, 'false'));
      yield { message: 'throttled', at: at(uri, range), fix };
    }
    // What is wrong comes first.
    if (isWrong || !document.complete || spec === undefined) return;
    const edits: ReturnType<typeof setAt>[] = [];
    const lacks: string[] = [];
    const lack = (what: string, made: ReturnType<typeof setAt>): void => {
      lacks.push(what);
      edits.push(made);
    };
    if (accelerator.kind === 'unknown') {
      const place = [...podSpecPath(document.kind), 'nodeSelector'];
      lack(`a type (the node selector ${ACCELERATOR})`, setAt(facts, document, place, ACCELERATOR, DEFAULT_GPU));
    }
    if (cpu === undefined) {
      const fits = memory?.amount.kind === 'known' ? cpuForMemory(memory.amount.value, spec.minCpu) : spec.minCpu;
      lack(`${spec.minCpu} vCPU or more`, setAt(facts, document, limitsPath, 'cpu', `"${fits ?? spec.minCpu}"`));
    }
    if (memory === undefined) {
      const least = cpu?.amount.kind === 'known' ? memoryRange(cpu.amount.value).min : 0;
      const size = toQuantity(Math.max(spec.minMemory, least));
      lack(`${formatBytes(spec.minMemory)} or more`, setAt(facts, document, limitsPath, 'memory', size));
    }
    if (document.kind === 'Service' && throttling === undefined) {
      const path = ['spec', 'template', 'metadata', 'annotations'];
      lack('instance-based billing', setQuoted(facts, document, path, THROTTLING, 'false'));
    }
    if (lacks.length === 0) return;
    yield {
      message: 'implied',
      data: { missing: listed(lacks) },
      at: at(uri, gpu.keyRange),
      severity: 'information',
      fix: () => manifestFix('Write out what comes with the GPU', 'suggestion', ...edits),
    };
  },
});

/** `a`, `a and b`, `a, b and c`. */
function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}

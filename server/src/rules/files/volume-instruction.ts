import { at, defineRule } from '../rule.ts';

const HEAD = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\n';
const TAIL = 'CMD ["gunicorn", "--threads", "8", "main:app"]\n';
const APP = 'from flask import Flask\n\napp = Flask(__name__)\n';

export default defineRule({
  name: 'volume-instruction',
  since: '0.1.0',
  severity: 'information',
  subject: 'stage',
  summary: 'Cloud Run ignores VOLUME.',
  why: `\`VOLUME\` asks the container engine for a volume that outlives the container. Cloud Run does not give one: what is written there is held in
the instance's memory and is gone with it. Mount a Cloud Storage bucket or an NFS share in the service's manifest instead, or keep
the data in a database.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/container-contract', checked: '2026-11-23' },
  topic: 'files-and-tmp',
  messages: {
    ignored:
      'Cloud Run ignores VOLUME: what is written to {path} is lost with the instance. Mount a Cloud Storage volume in the manifest.',
  },
  bad: [
    {
      files: { Dockerfile: `${HEAD}⟦VOLUME⟧ /data\n${TAIL}`, 'main.py': APP },
      fixed: { Dockerfile: HEAD + TAIL },
    },
    {
      why: 'Several paths',
      files: { Dockerfile: `${HEAD}⟦VOLUME⟧ ["/data", "/logs"]\n${TAIL}`, 'main.py': APP },
      fixed: { Dockerfile: HEAD + TAIL },
    },
  ],
  good: [
    {
      why: 'A stage that only builds',
      files: { Dockerfile: `FROM golang:1 AS tools\nVOLUME /cache\nRUN go version\n${HEAD}${TAIL}`, 'main.py': APP },
    },
  ],
  *check({ uri, stage, runs, facts }) {
    if (!runs) return;
    const seen = new Set<number>();
    for (const volume of stage.volumes) {
      if (seen.has(volume.instruction.start)) continue;
      seen.add(volume.instruction.start);
      const next = nextStart(
        volume.instruction.end,
        stage.end,
        facts.stages.map((s) => s.start),
      );
      yield {
        message: 'ignored',
        data: { path: volume.path },
        at: at(uri, volume.keywordRange),
        fix: () => ({
          title: 'Remove VOLUME',
          safety: 'safe',
          edits: [{ at: at(uri, { start: volume.instruction.start, end: next }), newText: '' }],
        }),
      };
    }
  },
});

/** The end of the instruction with its line break, inside the stage. */
function nextStart(end: number, stageEnd: number, starts: readonly number[]): number {
  const limit = Math.min(stageEnd, ...starts.filter((start) => start > end));
  return Math.min(limit, end + 1);
}

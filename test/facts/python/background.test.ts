import { strict as assert } from 'node:assert';
import { factsOf } from './kit.ts';

describe('facts/python background work and signals', () => {
  const table: readonly (readonly [why: string, text: string, expected: string])[] = [
    [
      'background tasks',
      'from fastapi import BackgroundTasks\ndef w(): ...\ndef a(b: BackgroundTasks):\n    b.add_task(w)',
      'background-tasks w',
    ],
    ['thread', 'import threading\ndef w(): ...\ndef a():\n    threading.Thread(target=w).start()', 'thread w'],
    [
      'named thread',
      'import threading\ndef w(): ...\ndef a():\n    t = threading.Thread(target=w, daemon=True)\n    t.start()',
      'thread w',
    ],
    [
      'a thread that serves',
      'import threading\nfrom http.server import HTTPServer\nclass H:\n    def start(self):\n        self.server = HTTPServer(("", 1), None)\n        self.thread = threading.Thread(target=self.server.serve_forever)\n        self.thread.start()',
      '',
    ],
    [
      'joined thread',
      'import threading\ndef w(): ...\ndef a():\n    t = threading.Thread(target=w)\n    t.start()\n    t.join()',
      'thread w awaited',
    ],
    [
      'threads joined in a loop',
      'import threading\ndef w(): ...\ndef a():\n    ts = []\n    for i in r:\n        t = threading.Thread(target=w)\n        t.start()\n        ts.append(t)\n    for x in ts:\n        x.join()',
      'thread w awaited',
    ],
    [
      'create_task',
      'import asyncio\nasync def w(): ...\nasync def a():\n    asyncio.create_task(w())',
      'create-task w',
    ],
    [
      'awaited task',
      'import asyncio\nasync def w(): ...\nasync def a():\n    t = asyncio.create_task(w())\n    await t',
      'create-task w awaited',
    ],
    [
      'gathered tasks',
      'import asyncio\nasync def w(): ...\nasync def a():\n    ts = [asyncio.create_task(w()) for i in r]\n    await asyncio.gather(*ts)',
      'create-task w awaited',
    ],
    [
      'task group',
      'import asyncio\nasync def w(): ...\nasync def a():\n    async with asyncio.TaskGroup() as g:\n        asyncio.create_task(w())',
      'create-task w awaited',
    ],
    [
      'executor',
      'from concurrent.futures import ThreadPoolExecutor\ne = ThreadPoolExecutor()\ndef w(): ...\ndef a():\n    e.submit(w)',
      'executor w',
    ],
    [
      'executor with result',
      'from concurrent.futures import ThreadPoolExecutor\ne = ThreadPoolExecutor()\ndef w(): ...\ndef a():\n    f = e.submit(w)\n    return f.result()',
      'executor w awaited',
    ],
    [
      'executor whose result is taken at once',
      'from concurrent.futures import ThreadPoolExecutor\nclass A:\n    def __init__(self):\n        self.e = ThreadPoolExecutor()\n    def a(self):\n        def w(): ...\n        return self.e.submit(w).result()',
      'executor w awaited',
    ],
    [
      'executor with a callback for the result',
      'from concurrent.futures import ThreadPoolExecutor\ne = ThreadPoolExecutor()\ndef w(): ...\ndef a():\n    e.submit(w).add_done_callback(print)',
      'executor w',
    ],
    [
      'executor in with',
      'from concurrent.futures import ThreadPoolExecutor\ndef w(): ...\ndef a():\n    with ThreadPoolExecutor() as e:\n        e.submit(w)',
      'executor w awaited',
    ],
    [
      'run_in_executor',
      'import asyncio\ndef w(): ...\nasync def a():\n    await asyncio.get_running_loop().run_in_executor(None, w)',
      'executor w awaited',
    ],
    [
      'scheduler',
      'from apscheduler.schedulers.background import BackgroundScheduler\ns = BackgroundScheduler()\ns.start()',
      'scheduler undefined',
    ],
  ];
  for (const [why, text, expected] of table) {
    it(why, () => {
      const facts = factsOf(text);
      const shown = facts.background.map(
        (b) => `${b.kind} ${facts.functions[b.target]?.name}${b.awaited ? ' awaited' : ''}`,
      );
      assert.equal(shown.join('/'), expected);
    });
  }

  it('signal handlers', () => {
    const facts = factsOf(
      'import signal, asyncio\ndef stop(*a): ...\nsignal.signal(signal.SIGTERM, stop)\nfor s in (signal.SIGINT,):\n    asyncio.get_event_loop().add_signal_handler(signal.SIGINT, stop)\n',
    );
    assert.deepEqual(
      facts.signals.map((s) => [s.signal, s.api, facts.functions[s.handler]?.name]),
      [
        ['SIGTERM', 'signal.signal', 'stop'],
        ['SIGINT', 'add_signal_handler', 'stop'],
      ],
    );
  });
});

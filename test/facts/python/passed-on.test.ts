import { strict as assert } from 'node:assert';
import { pythonFacts } from '../../../server/src/facts/python/python.ts';

// What leaves a function, and which code runs in every call of it.
describe('facts/python what functions hand on', () => {
  const rows: readonly (readonly [why: string, body: string, expected: string])[] = [
    ['used and forgotten', 'm = load()\n    return m.predict(x)', ''],
    ['returned', 'm = load()\n    return m', 'm caller'],
    ['one of several results', 'm = load()\n    return m, x', 'm caller'],
    ['a part is returned', 'b = load()\n    m = b["model"]\n    return m', 'b caller'],
    ['a part is used', 'b = load()\n    m = b["model"]\n    return m.predict(x)', ''],
    ['stored in an attribute', 'm = load()\n    app.state.model = m', 'm kept'],
    ['stored in a dict', 'm = load()\n    models["a"] = m\n    return m', 'm kept'],
    ['a part is stored', 'b = load()\n    self.model = b.get("model")', 'b kept'],
    ['the result of a method is stored', 'm = load()\n    row["score"] = m.predict(x)', ''],
    ['a global name', 'global m\n    m = load()', 'm kept'],
    ['a part in a global name', 'global m\n    b = load()\n    m = b["model"]', 'b kept'],
    ['another function’s name', 'nonlocal m\n    m = load()', 'm kept'],
    ['deleted', 'm = load()\n    m.run(x)\n    del m', 'm kept'],
    ['given to something that keeps it', 'm = load()\n    cache.set("a", m)', 'm kept'],
    ['given to a task', 'm = load()\n    tasks.add_task(work, m)', ''],
    ['from elsewhere before', 'm = x.model\n    if m is None:\n        m = load()\n    return m.run()', 'm kept'],
    ['a parameter before', 'if x is None:\n        x = load()\n    return x.run()', 'x kept'],
    ['parts of a result', 't, m = load()\n    return m.run(t(x))', ''],
    ['a part of a result that is kept', 't, m = load()\n    self.model = m', 'm kept'],
    ['a part of a result in a global name', 'global m\n    t, m = load()', 'm kept'],
    ['a part of a result from elsewhere before', 'm = x.m\n    t, m = load()\n    return m.run(t)', 'm kept'],
    ['a method of itself', 'm = load()\n    m = m.to("cpu")\n    return m.run(x)', ''],
    [
      'one function in both branches',
      'if x:\n        m = load(1)\n    else:\n        m = load(2)\n    return m.run()',
      '',
    ],
  ];
  for (const [why, body, expected] of rows) {
    it(why, () => {
      const facts = pythonFacts('u', `def f(x, self=None):\n    ${body}\n`);
      assert.equal((facts.passedOn ?? []).map((p) => `${p.name} ${p.to}`).join(), expected);
    });
  }

  const conditions: readonly (readonly [why: string, before: string, exceptional: boolean])[] = [
    ['the method of the request', 'if request.method == "POST":', false],
    ['a parameter', 'if x:', false],
    ['a local name', 'y = x\n    if y is not None:', false],
    ['a file that is there', 'if os.path.exists(PATH):', false],
    ['a setting', 'if settings.LOCAL:', true],
    ['a global name', 'if READY:', true],
    ['a global name that the function sets', 'global ready\n    if ready:', true],
    ['the other branch of a question about a parameter', 'if x:\n        pass\n    else:', false],
    ['the other branch of a setting', 'if LOCAL:\n        pass\n    else:', true],
    ['a failure', 'try:\n        x()\n    except Exception:', true],
    ['the tried code itself', 'try:', false],
  ];
  for (const [why, before, exceptional] of conditions) {
    it(`condition: ${why}`, () => {
      const facts = pythonFacts('u', `def f(x):\n    ${before}\n        load()\n`);
      assert.equal(facts.calls.find((call) => call.text === 'load')?.exceptional === true, exceptional);
    });
  }

  it('tells results that are returned', () => {
    const facts = pythonFacts('u', 'async def f():\n    if a():\n        return b(), await c()\n    return d().e\n');
    assert.deepEqual(
      facts.calls.filter((call) => call.returned).map((call) => call.text),
      ['b', 'c'],
    );
  });
});

import { strict as assert } from 'node:assert';
import { RULES } from '../../server/src/rules/index.ts';
import { analyse, readMarks, uriOf } from '../kit/example.ts';
import { STRIDE } from '../kit/stride.ts';

// What typing produces: every prefix of every example file, with the other files complete. Nothing may throw, and every
// range must lie in the text. Files that several examples share are typed once.

describe('typing the examples', () => {
  const typed = new Set<string>();
  for (const rule of RULES) {
    it(rule.name, function () {
      this.timeout(60_000);
      for (const example of [...rule.bad, ...rule.good]) {
        const { files } = readMarks(example.files);
        const analysis = analyse(files);
        for (const [path, text] of Object.entries(files)) {
          for (let end = 0; end < text.length; end += STRIDE) {
            const prefix = text.slice(0, end);
            const key = `${path}\0${prefix}`;
            if (typed.has(key)) continue;
            typed.add(key);
            analysis.setFile(uriOf(path), prefix);
            for (const finding of analysis.findings(uriOf(path))) {
              assert.ok(finding.at.end <= end, `${finding.rule} points behind the text of ${path} at ${end}`);
            }
            const failures = analysis.failures();
            assert.deepEqual(failures, [], `${path} cut at ${end}: ${failures[0]?.error ?? ''}`);
          }
          analysis.setFile(uriOf(path), text);
        }
      }
    });
  }
});

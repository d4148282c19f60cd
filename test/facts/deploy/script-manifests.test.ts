import { strict as assert } from 'node:assert';
import { scriptManifests } from '../../../server/src/facts/deploy/script-manifests.ts';
import { analyse, uriOf } from '../../kit/example.ts';

const SERVICE =
  'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: ${NAME}\nspec:\n  template:\n    spec:\n      containers:\n        - image: $IMAGE\n          resources:\n            limits:\n              memory: 512MB\n              cpu: $(cpus)\n';
const REPLACE = 'gcloud run services replace service.yaml\n';
const cat = (body: string, opener = 'cat <<EOF > service.yaml', word = 'EOF'): string => `${opener}\n${body}${word}\n`;

function rules(files: Readonly<Record<string, string>>): readonly string[] {
  const analysis = analyse(files);
  return analysis.allFindings().map(({ rule, at }) => {
    const text = files[at.uri.slice(uriOf('').length)] ?? '';
    return `${rule} ${text.slice(at.start, at.end)}`;
  });
}

describe('manifests in scripts', () => {
  it('stand at their place, and blanks for the rest', () => {
    const text = `#!/bin/sh\n${cat(SERVICE)}${REPLACE}`;
    const yaml = scriptManifests(text);
    assert.equal(yaml.length, text.length);
    assert.equal(yaml.trim(), `---${' '.repeat('cat <<EOF > service.yaml'.length - 3)}\n${SERVICE}`.trim());
    assert.equal(yaml.indexOf('kind: Service'), text.indexOf('kind: Service'));
  });

  const found = ['invalid-value 512MB'];
  const CASES: readonly (readonly [string, string, readonly string[]])[] = [
    ['a file that is handed over', cat(SERVICE) + REPLACE, found],
    ['standard input', cat(SERVICE, 'gcloud run services replace - <<EOF'), found],
    ['a quoted word, another order', cat(SERVICE, "cat > service.yaml << 'YAML'", 'YAML') + REPLACE, found],
    ['CRLF', (cat(SERVICE) + REPLACE).replaceAll('\n', '\r\n'), found],
    ['two of them', cat(SERVICE) + cat(SERVICE, 'cat <<E > b.yaml', 'E') + REPLACE, [...found, ...found]],
    ['nothing that hands it over', cat(SERVICE), []],
    ['a cluster', `${cat(SERVICE)}kubectl apply -f service.yaml\n${REPLACE}`, []],
    ['Cloud Run for Anthos', cat(SERVICE) + REPLACE.replace('\n', ' --platform=gke\n'), []],
    ['lines that follow', `${cat(SERVICE)}echo "          env: []" >> service.yaml\n${REPLACE}`, []],
    ['lines that a command writes', cat(`${SERVICE}$(cat env.yaml)\n`) + REPLACE, []],
    ['tabs that the shell removes', cat(SERVICE, 'cat <<-EOF > service.yaml') + REPLACE, []],
    ['no end', `cat <<EOF > service.yaml\n${SERVICE}${REPLACE}`, []],
    ['a comment', `# cat <<EOF\n${REPLACE}`, []],
  ];
  for (const [why, text, expected] of CASES) it(why, () => assert.deepEqual(rules({ 'deploy.sh': text }), expected));

  it('find the Dockerfile, and their fixes stay in the lines', () => {
    const files = {
      'deploy.sh':
        cat(
          SERVICE.replace('512MB', '512Mi').replace(
            '    spec:\n      c',
            '    spec:\n      containerConcurrency: 80\n      c',
          ),
        ) + REPLACE,
      Dockerfile: 'FROM python:3.12-slim\nCOPY . .\nCMD ["gunicorn", "main:app"]\n',
      'main.py': 'app = None\n',
    };
    const [finding, ...others] = analyse(files).allFindings();
    assert.equal(finding?.rule, 'single-sync-worker');
    assert.deepEqual(others, []);
    assert.deepEqual(
      finding?.related.map(({ at }) => at.uri),
      [uriOf('deploy.sh')],
    );
    const { rule, fixes } = analyse({ 'deploy.sh': cat(SERVICE) + REPLACE }).allFindings()[0] ?? {};
    assert.equal(rule, 'invalid-value');
    const edit = fixes?.[0]?.edits[0];
    assert.equal(edit?.newText, '512Mi');
    assert.equal(edit?.at.start, cat(SERVICE).indexOf('512MB'));
  });
});

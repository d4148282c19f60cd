import { strict as assert } from 'node:assert';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openObjects } from '../../server/src/cli/git/object.ts';
import { openRepository } from '../../server/src/cli/git/repository.ts';
import { resolveCommit } from '../../server/src/cli/git/revision.ts';
import { run } from '../../server/src/cli/run.ts';
import { createFakeAnalysis } from './fake-analysis.ts';
import { blob, commit, tag, tree, writeLoose, writePack, writeRef } from './git-writer.ts';
import { temporaryFolder, testIo, writeTree } from './scenario.ts';

const LONG = `${'# a comment that repeats\n'.repeat(40)}`;
const oldDockerfile = blob(`${LONG}FROM x\n# BAD\n`);
const newerDockerfile = blob(`${LONG}FROM x\n# BAD\n# MEH\n`);
const requirements = blob('flask\n');
const first = commit(tree({ api: tree({ Dockerfile: oldDockerfile, 'requirements.txt': requirements }) }));
const second = commit(tree({ api: tree({ Dockerfile: newerDockerfile, 'requirements.txt': requirements }) }), [first]);
const release = tag(first);
const TREES = [
  tree({ Dockerfile: oldDockerfile, 'requirements.txt': requirements }),
  tree({ Dockerfile: newerDockerfile, 'requirements.txt': requirements }),
  tree({ api: tree({ Dockerfile: oldDockerfile, 'requirements.txt': requirements }) }),
  tree({ api: tree({ Dockerfile: newerDockerfile, 'requirements.txt': requirements }) }),
];
const ALL = [oldDockerfile, newerDockerfile, requirements, first, second, release, ...TREES];

const LAYOUTS: Readonly<Record<string, (top: string) => void>> = {
  'loose objects': (top) => {
    for (const object of ALL) writeLoose(top, object);
    writeRef(top, 'HEAD', 'ref: refs/heads/main');
    writeRef(top, 'refs/heads/main', second.id);
    writeRef(top, 'refs/tags/v1', release.id);
    writeRef(top, 'refs/remotes/origin/HEAD', 'ref: refs/remotes/origin/main');
    writeRef(top, 'refs/remotes/origin/main', first.id);
  },
  'a pack with deltas and packed refs': (top) => {
    writePack(top, [
      { object: newerDockerfile },
      ...ALL.filter((o) => o !== newerDockerfile && o !== oldDockerfile && o !== second).map((object) => ({ object })),
      { object: oldDockerfile, base: newerDockerfile, by: 'offset' },
      { object: second, base: first, by: 'id' },
    ]);
    writeRef(top, 'HEAD', 'ref: refs/heads/main');
    writeRef(
      top,
      'packed-refs',
      `# pack-refs with: peeled\n${second.id} refs/heads/main\n${first.id} refs/remotes/origin/main\n${release.id} refs/tags/v1\n^${first.id}`,
    );
    writeRef(top, 'refs/remotes/origin/HEAD', 'ref: refs/remotes/origin/main');
  },
};

describe('cli --since', () => {
  for (const [layout, write] of Object.entries(LAYOUTS)) {
    describe(`reads ${layout}`, () => {
      let top = '';
      before(() => {
        top = temporaryFolder();
        write(top);
      });
      after(() => rmSync(top, { recursive: true, force: true }));

      const NAMES: readonly (readonly [string, string | undefined])[] = [
        ['HEAD', second.id],
        ['@', second.id],
        ['main', second.id],
        ['refs/heads/main', second.id],
        ['HEAD~1', first.id],
        ['HEAD^', first.id],
        ['HEAD^0', second.id],
        ['HEAD~2', undefined],
        ['HEAD^2', undefined],
        ['v1', first.id],
        ['origin/main', first.id],
        ['origin', first.id],
        [second.id, second.id],
        [second.id.slice(0, 7), second.id],
        [requirements.id, undefined],
        ['nothing', undefined],
        ['../../secret', undefined],
        ['/etc/hostname', undefined],
        ['', undefined],
      ];
      for (const [name, id] of NAMES) {
        it(`knows what ${JSON.stringify(name)} is`, () => {
          const repository = openRepository(top);
          assert.ok(repository);
          assert.equal(resolveCommit(repository, openObjects(repository), name), id);
        });
      }

      it('gives every object whole', () => {
        const repository = openRepository(top);
        assert.ok(repository);
        const objects = openObjects(repository);
        for (const { id, type, bytes } of ALL) assert.deepEqual(objects.read(id), { type, bytes: Buffer.from(bytes) });
        assert.equal(objects.read('0'.repeat(40)), undefined);
      });
    });
  }

  async function check(top: string, args: readonly string[], cwd = '.'): Promise<readonly string[]> {
    const io = testIo(join(top, cwd));
    await run(['check', '--format', 'github', ...args], io, () => Promise.resolve(createFakeAnalysis));
    return [...io.out, ...io.err]
      .join('')
      .split('\n')
      .map((line) => /file=([^,]+),line=(\d+).*title=([\w-]+)/.exec(line)?.slice(1).join(' ') ?? line)
      .filter((line) => line !== '');
  }

  it('reports findings on lines that differ from the commit, whatever the line ends', async () => {
    const top = temporaryFolder();
    try {
      LAYOUTS['loose objects']?.(top);
      writeTree(top, {
        'api/Dockerfile': `${newerDockerfile.bytes.toString().replaceAll('\n', '\r\n')}# BAD`,
        'new/Dockerfile': '# BAD',
      });
      assert.deepEqual(await check(top, ['--since', 'v1']), [
        'api/Dockerfile 43 meh-word',
        'api/Dockerfile 44 bad-word',
        'new/Dockerfile 1 bad-word',
      ]);
      assert.deepEqual(await check(top, ['--since', 'HEAD']), [
        'api/Dockerfile 44 bad-word',
        'new/Dockerfile 1 bad-word',
      ]);
      assert.deepEqual(await check(top, ['--since', 'HEAD'], 'api'), ['Dockerfile 44 bad-word']);
      const [line] = await check(top, ['--since', 'gone']);
      assert.match(line ?? '', /^cloud-run-preflight: --since gone: there is no such commit in this clone/);
    } finally {
      rmSync(top, { recursive: true, force: true });
    }
  });

  it('reads a linked worktree', () => {
    const top = temporaryFolder();
    try {
      LAYOUTS['loose objects']?.(top);
      const own = join(top, '.git', 'worktrees', 'w');
      mkdirSync(own, { recursive: true });
      writeFileSync(join(own, 'HEAD'), `${first.id}\n`);
      writeFileSync(join(own, 'commondir'), '../..\n');
      mkdirSync(join(top, 'w'));
      writeFileSync(join(top, 'w', '.git'), `gitdir: ${own}\n`);
      const repository = openRepository(join(top, 'w'));
      assert.ok(repository);
      const objects = openObjects(repository);
      assert.equal(resolveCommit(repository, objects, 'HEAD'), first.id);
      assert.equal(resolveCommit(repository, objects, 'main'), second.id);
    } finally {
      rmSync(top, { recursive: true, force: true });
    }
  });

  it('survives broken objects', () => {
    const top = temporaryFolder();
    try {
      writeTree(top, {
        [`.git/objects/${first.id.slice(0, 2)}/${first.id.slice(2)}`]: 'not zlib',
        '.git/objects/pack/pack-2.idx': Buffer.alloc(2000, 255),
        '.git/HEAD': `${first.id}\n`,
      });
      const repository = openRepository(top);
      assert.ok(repository);
      assert.equal(resolveCommit(repository, openObjects(repository), 'HEAD'), undefined);
    } finally {
      rmSync(top, { recursive: true, force: true });
    }
  });
});

import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { TOPICS, topicTitle } from '../../server/src/catalog/topics.ts';
import { RULES } from '../../server/src/rules/index.ts';

const FOLDER = resolve(import.meta.dirname, '..', '..', '..', 'docs', 'topics');

describe('topics', () => {
  it('are the pages of docs/topics, by their titles', () => {
    const pages = readdirSync(FOLDER).filter((name) => name !== 'README.md');
    const titles = pages.map((page) => {
      const title = /^# (.+)$/m.exec(readFileSync(join(FOLDER, page), 'utf8'))?.[1];
      return [page.replace(/\.md$/, ''), title];
    });
    assert.deepEqual(Object.fromEntries(TOPICS.map((name) => [name, topicTitle(name)])), Object.fromEntries(titles));
  });

  it('that rules name exist', () => {
    for (const { name, topic } of RULES) assert.ok(topic === undefined || TOPICS.includes(topic), `${name}: ${topic}`);
  });

  it('without a title keep their name', () => assert.equal(topicTitle('constructor'), 'constructor'));
});

import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { scriptFacts } from '../../server/src/facts/script.ts';
import { badRange } from '../syntax/dockerfile-corpus.ts';

describe('scriptFacts', () => {
  const firstLines: readonly (readonly [
    line: string,
    interpreter: string | undefined,
    args: readonly string[],
    shell: boolean,
  ])[] = [
    ['#!/bin/sh', 'sh', [], true],
    ['#!/bin/bash -eu', 'bash', ['-eu'], true],
    ['#! /usr/bin/env bash', 'bash', [], true],
    ['#!/usr/bin/env -S A=1 bash -e', 'bash', ['-e'], true],
    ['#!/bin/busybox sh', 'busybox', ['sh'], true],
    ['#!/usr/bin/python3.12', 'python', [], false],
    ['#!/usr/bin/env python3', 'python', [], false],
    ['#!/usr/bin/env node', 'node', [], false],
    ['#!', '', [], true],
    ['set -e', undefined, [], true],
  ];
  for (const [line, interpreter, args, shell] of firstLines) {
    it(line, () => {
      const facts = scriptFacts('file:///start.sh', `${line}\nexec "$@"\n`);
      assert.deepEqual(
        [facts.interpreter?.value, facts.interpreterArguments, facts.shell !== undefined],
        [interpreter, args, shell],
      );
    });
  }

  it('points at the first line', () => {
    const text = '\uFEFF#!/bin/sh -e\r\nexec a\r\n';
    const facts = scriptFacts('file:///start.sh', text);
    assert.equal(text.slice(facts.interpreter?.start, facts.interpreter?.end), '/bin/sh -e');
    assert.equal(facts.crlf, true);
    const [command] = facts.shell?.root.items ?? [];
    assert.equal(text.slice(command?.start, command?.end), 'exec a');
  });

  it('knows LF from CRLF', () => {
    assert.equal(scriptFacts('file:///a', '#!/bin/sh\na\n').crlf, false);
  });

  it('never throws', () => {
    const token = fc.constantFrom(
      '#!',
      '/usr/bin/env ',
      'sh',
      ' ',
      '\n',
      '\r\n',
      '-S',
      '=',
      '\uFEFF',
      'exec "$@"',
      '$(',
    );
    const text = fc.array(token, { maxLength: 12 }).map((p) => p.join(''));
    fc.assert(
      fc.property(text, (t) => {
        assert.equal(badRange(scriptFacts('file:///a', t), t.length), undefined, JSON.stringify(t));
      }),
      { seed: 6, numRuns: 400 },
    );
  });
});

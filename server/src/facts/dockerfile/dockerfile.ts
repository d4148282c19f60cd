import type { Uri } from '../../base/span.ts';
import { type DockerTree, parseDockerfile } from '../../syntax/dockerfile.ts';
import { plainText } from '../../syntax/mapped-text.ts';
import { parseMappedShell } from '../../syntax/shell.ts';
import type { ShellScript } from '../../syntax/shell-tree.ts';
import { createReader, type Reader } from '../reader.ts';
import { argsOf } from './pairs.ts';
import { type Numbered, stageOf } from './stage.ts';
import type { Arg, DockerfileFacts, Run } from './types.ts';

/** Reads a Dockerfile. Total: half-typed or foreign text gives whatever can be read from it. */
export function dockerfileFacts(uri: Uri, text: string): DockerfileFacts {
  return factsOfTree(uri, parseDockerfile(text));
}

/** Reads Dockerfiles again and again while they are edited. */
export function createDockerfileReader(): Reader<DockerfileFacts> {
  return createReader(parseDockerfile, factsOfTree);
}

function factsOfTree(uri: Uri, tree: DockerTree): DockerfileFacts {
  const globalArgs: Arg[] = [];
  const groups: { readonly from: Numbered; readonly members: Numbered[] }[] = [];
  let foreign = false;
  for (const [order, instruction] of tree.instructions.entries()) {
    const group = groups.at(-1);
    if (DIRECTIVE.test(instruction.keyword)) foreign = true;
    else if (instruction.keyword === 'FROM') groups.push({ from: { order, instruction }, members: [] });
    else if (group !== undefined) group.members.push({ order, instruction });
    else if (instruction.keyword !== 'ARG') foreign = true;
    else for (const arg of argsOf(instruction, order, tree.escape)) globalArgs.push(arg);
  }
  const syntax = tree.directives.find((d) => d.name === 'syntax')?.value;
  return {
    uri,
    looksLikeDockerfile: groups.length > 0 && !foreign,
    ...(syntax === undefined ? {} : { syntaxDirective: syntax }),
    globalArgs,
    stages: groups.map(({ from, members }, index) => stageOf(index, from, members, tree.escape)),
    problems: tree.problems,
  };
}

/** A directive of a template language where an instruction would stand: `{{ if .port }}`, `{% if port %}`. The file is made later. */
const DIRECTIVE = /^(?:\{[{%]|<%)/;
const MAY_BE_TEMPLATE = /^[ \t]*(?:\{[{%]|<%)/m;

/** Blank lines and comments, then FROM with a word behind it: no more is needed to know. */
const STARTS_WITH_FROM = /^(?:[ \t]*(?:#[^\n]*)?\n)*[ \t]*FROM[ \t]+[^\s\\#]/i;

/** The same as `looksLikeDockerfile` of the facts, which most texts show in their first lines. */
export function looksLikeDockerfile(text: string): boolean {
  return (STARTS_WITH_FROM.test(text) && !MAY_BE_TEMPLATE.test(text)) || dockerfileFacts('', text).looksLikeDockerfile;
}

/**
 * The script that a shell-form RUN gives to the shell; empty for the exec form
 * and for a here-document whose first line names another program (`#!/usr/bin/env python3`).
 */
export function runScript(run: Run): ShellScript {
  const first = /^#![^\n]*/.exec(run.source.text)?.[0];
  const other = first !== undefined && !/\b(?:ba|da|a|k|z)?sh\b/.test(first);
  return parseMappedShell(other ? plainText('', 0, 0) : run.source);
}

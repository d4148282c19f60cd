import type { Command } from './args.ts';
import { parseCommand } from './args.ts';
import { type CliIo, colored, type ExitStatus, Failure } from './io.ts';
import { printable } from './printable.ts';
import type { CreateAnalysis } from './session.ts';

/** Where the engine comes from: loaded only by commands that need it; tests give their own. */
export type LoadEngine = () => Promise<CreateAnalysis>;

const ENGINE: LoadEngine = async () => {
  const { createAnalysis } = await import('../api.ts');
  return createAnalysis;
};

/**
 * Runs one command line (`argv` without program and script) and gives its exit status. Throws nothing: what went wrong
 * is a line on standard error and status 2.
 */
export async function run(argv: readonly string[], io: CliIo, loadEngine: LoadEngine = ENGINE): Promise<ExitStatus> {
  try {
    return await execute(parseCommand(argv), io, loadEngine);
  } catch (error) {
    if (error instanceof Failure)
      for (const line of error.message.split('\n')) io.stderr.write(`cloud-run-preflight: ${line}\n`);
    else {
      const debug = argv.includes('--debug') && error instanceof Error ? (error.stack ?? error.message) : String(error);
      io.stderr.write(`cloud-run-preflight: internal error: ${argv.includes('--debug') ? debug : printable(debug)}\n`);
    }
    return 2;
  }
}

async function execute(command: Command, io: CliIo, loadEngine: LoadEngine): Promise<ExitStatus> {
  switch (command.verb) {
    case 'help': {
      const { helpText } = await import('./help.ts');
      io.stdout.write(helpText(command.about));
      return 0;
    }
    case 'version': {
      const { productVersion } = await import('./product.ts');
      io.stdout.write(`cloud-run-preflight ${productVersion()}\n`);
      return 0;
    }
    case 'check': {
      const [{ check }, createAnalysis] = await Promise.all([import('./check.ts'), loadEngine()]);
      return check(command.options, io, createAnalysis);
    }
    case 'inspect': {
      const [{ inspect }, createAnalysis] = await Promise.all([import('./inspect.ts'), loadEngine()]);
      return inspect(command.options, command.format, io, createAnalysis);
    }
    case 'rules': {
      const [{ rulesJson, rulesText }, createAnalysis] = await Promise.all([import('./rules.ts'), loadEngine()]);
      const { rules } = createAnalysis({});
      io.stdout.write(command.format === 'json' ? rulesJson(rules) : rulesText(rules));
      return 0;
    }
    case 'explain': {
      if ('message' in command) {
        const [{ explainError }, createAnalysis] = await Promise.all([import('./explain-error.ts'), loadEngine()]);
        return explainError(command, io, createAnalysis);
      }
      const [{ pageText }, { checkRuleNames }, createAnalysis] = await Promise.all([
        import('./explain.ts'),
        import('./config.ts'),
        loadEngine(),
      ]);
      const { rules } = createAnalysis({});
      checkRuleNames({ select: [command.rule], levels: {} }, new Set(rules.map((rule) => rule.name)));
      const page = io.rulePage(command.rule);
      if (page === undefined) throw new Failure('The pages of the rules are missing. Install the package again.');
      io.stdout.write(pageText(page, colored(io, io.stdout)));
      return 0;
    }
    case 'lsp': {
      io.onLong();
      (await import('./lsp.ts')).startServer();
      // The server ends the process when its client is gone.
      await io.stopped;
      return 0;
    }
  }
}

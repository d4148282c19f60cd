import { planBaselines } from '../engine/plan-baseline.ts';
import { BASELINE, type BaselineAnswer, type BaselineParams } from './protocol.ts';
import { guarded, type Session } from './session.ts';
import { toCoreUri } from './uri.ts';

/** Registers the question what to write so that today's findings are left out. Nothing is written here: the client asks first. */
export function registerBaseline(session: Session): void {
  const { connection, analysis, files, places } = session;
  const ruleNames: ReadonlySet<string> = new Set(analysis.rules.map(({ name }) => name));
  const answer = ({ folder: given }: BaselineParams): BaselineAnswer | null => {
    const folder = toCoreUri(given);
    if (folder === undefined || session.cold()) return null;
    const decision = planBaselines({
      folder,
      folders: files.folders(),
      configurations: files.configurations(),
      ruleNames,
      disk: files.disk,
      today: analysis.baselineEntries,
    });
    if (decision.kind === 'refused') return decision;
    const { configuration } = decision;
    return {
      kind: 'plan',
      files: decision.files.map(({ file, ...rest }) => ({ uri: places.spelling(file), ...rest })),
      configuration:
        configuration === undefined ? null : { uri: places.spelling(configuration.file), append: configuration.append },
    };
  };
  connection.onRequest<BaselineAnswer | null, unknown>(
    BASELINE,
    guarded(session, 'baseline', (): BaselineAnswer | null => null, answer),
  );
}

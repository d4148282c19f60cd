import { query, type Summaries } from '../../base/query.ts';
import type { Uri } from '../../base/span.ts';
import { basename } from '../../base/uri.ts';
import type { FactsReader } from '../facts-reader.ts';
import { mayDescribe } from '../language.ts';
import type { Brief } from './brief.ts';
import { buildScripts, builtImages as imagesBuiltIn } from './built-images.ts';
import type { PlacedDeploy } from './placed-deploy.ts';
import { type FolderSurvey, NOTHING_SURVEYED, type Survey } from './survey.ts';
import { createTerraformDefaults, withDefaults } from './terraform-defaults.ts';

/** What is asked of each file to answer for its folder. */
export type AboutFile = {
  readonly [K in
    | 'deploys'
    | 'terraformDefaults'
    | 'handsOver'
    | 'passedPorts'
    | 'declaredPorts'
    | 'builds'
    | 'targets']: (uri: Uri) => Brief[K];
};

/** What answers about workspace folders are made from. */
interface FolderQuestionsInput {
  readonly files: Pick<FactsReader, 'filesOf' | 'filesIn' | 'folderOf' | 'looksLikeDockerfile'>;
  readonly about: AboutFile;
  readonly summaries: Summaries;
  /** The answers where the workspace was surveyed. */
  readonly survey: Survey | undefined;
  /** Told which files stand behind an answer of the survey, when that is asked for the first time. */
  readonly onConsulted: ((uris: readonly Uri[]) => void) | undefined;
}

/** The answers to the questions about a workspace folder, which all its files take part in. */
export function createFolderQuestions({
  files,
  about,
  summaries,
  survey,
  onConsulted,
}: FolderQuestionsInput): Pick<FactsReader, keyof FolderSurvey> {
  const { summary } = summaries;
  const { filesOf, folderOf } = files;
  const known = new Set<readonly Uri[]>();
  const consulted = (uris: readonly Uri[]): void => {
    if (known.has(uris)) return;
    known.add(uris);
    onConsulted?.(uris);
  };
  /** A question about a workspace folder: from the survey where there is one. */
  const ofFolder = <K extends keyof FolderSurvey>(
    key: K,
    compute: (home: Uri) => FolderSurvey[K],
  ): ((home: Uri) => FolderSurvey[K]) =>
    survey === undefined
      ? summary(compute)
      : (home) => {
          const answers = survey.about.get(home) ?? NOTHING_SURVEYED;
          consulted(answers.from[key]);
          return answers[key];
        };
  const defaultsIn = createTerraformDefaults(files.filesIn, about.terraformDefaults);
  const deployingIn = query((home: Uri): readonly Uri[] => buildScripts(files, home));
  const deploysIn = ofFolder('deploysIn', (home: Uri): readonly PlacedDeploy[] =>
    deployingIn(home).flatMap((uri) =>
      about
        .deploys(uri)
        .filter((command) => !command.shown)
        .map((command) => ({ uri, command: withDefaults(command, () => defaultsIn(uri)) })),
    ),
  );
  const handedOverIn = ofFolder('handedOverIn', (home: Uri): readonly string[] => [
    ...new Set(deployingIn(home).flatMap(about.handsOver)),
  ]);
  const passedPorts = ofFolder('passedPorts', (home: Uri): ReadonlySet<number> => {
    const described = filesOf('other').filter((uri) => mayDescribe(uri) && folderOf(uri) === home);
    // Variables and their values stand in other files than the resource.
    const byTerraform = deploysIn(home).some(({ command }) => command.by === 'terraform');
    const deploying = deployingIn(home).filter(
      (uri) => about.deploys(uri).length > 0 || (byTerraform && uri.endsWith('.tf')),
    );
    const manifests = [...deployingIn(home), ...described];
    return new Set([
      ...[...described, ...deploying].flatMap(about.passedPorts),
      ...manifests.flatMap(about.declaredPorts),
    ]);
  });
  const buildTargets = ofFolder('buildTargets', (home: Uri): ReadonlySet<string> => {
    const files = new Set(deploysIn(home).map(({ uri }) => uri));
    return new Set([...files].flatMap(about.targets));
  });
  const builtFiles = ofFolder(
    'builtFiles',
    (home: Uri): ReadonlySet<string> =>
      new Set(
        deployingIn(home).flatMap((uri) =>
          about.builds(uri).flatMap(({ file }) => (file === undefined ? [] : [basename(file)])),
        ),
      ),
  );
  const dockerfiles = query((_: 'all'): readonly Uri[] => filesOf('dockerfile').filter(files.looksLikeDockerfile));
  const builtImages = ofFolder(
    'builtImages',
    (home: Uri): ReadonlyMap<string, readonly Uri[]> =>
      imagesBuiltIn(home, deployingIn(home), about.builds, dockerfiles('all')),
  );
  return { deploysIn, handedOverIn, passedPorts, buildTargets, builtFiles, builtImages };
}

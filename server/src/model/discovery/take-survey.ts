import type { Uri } from '../../base/span.ts';
import type { ReadText } from '../files.ts';
import { mayDeploy, mayDescribe } from '../language.ts';
import { createWorkspace, type Workspace } from '../workspace.ts';
import { type Brief, briefOf, hasBrief, NO_BRIEF } from './brief.ts';
import type { FolderConfiguration } from './configured.ts';
import { createDiscovery } from './discover.ts';
import { listFolders } from './folder-tree.ts';
import type { FolderAnswers, Survey } from './survey.ts';

const LANGUAGES = ['dockerfile', 'yaml', 'python', 'shell', 'other'] as const;

/** Surveys a workspace. Each file that can matter is read once and let go; `read` is asked for them in the order of the index. */
export function takeSurvey(
  { folders, index: uris, sizes }: ReturnType<Workspace['listed']>,
  configurations: ReadonlyMap<Uri, FolderConfiguration>,
  read: ReadText,
): Survey {
  const briefs = new Map<Uri, Brief>();
  const workspace = createWorkspace({ briefs });
  workspace.setFolders(folders);
  workspace.setIndex(uris);
  for (const [folder, configuration] of configurations) workspace.configure(folder, configuration);
  const homes = new Set<Uri>(folders);
  for (const uri of uris) {
    const language = workspace.language(uri);
    if (!hasBrief(uri, language)) continue;
    homes.add(workspace.folderOf(uri));
    const text = read(uri);
    const brief = text === undefined ? NO_BRIEF : briefOf(uri, language, text);
    if (brief !== NO_BRIEF) briefs.set(uri, brief);
  }
  const others = workspace.filesOf('other');
  const deploying = [...workspace.filesOf('shell'), ...others.filter(mayDeploy)];
  const describing = others.filter(mayDescribe);
  const about = (home: Uri): FolderAnswers => {
    const inside = (uri: Uri): boolean => workspace.folderOf(uri) === home;
    const deploysIn = deploying.filter(inside);
    return {
      deploysIn: workspace.deploysIn(home),
      handedOverIn: workspace.handedOverIn(home),
      passedPorts: workspace.passedPorts(home),
      buildTargets: workspace.buildTargets(home),
      builtFiles: workspace.builtFiles(home),
      builtImages: workspace.builtImages(home),
      from: {
        deploysIn,
        handedOverIn: deploysIn,
        passedPorts: [...deploysIn, ...describing.filter(inside)],
        buildTargets: deploysIn,
        builtFiles: deploysIn,
        builtImages: deploysIn,
      },
    };
  };
  const procfiles = new Set<Uri>();
  const startsWeb = (uri: Uri): boolean => {
    procfiles.add(uri);
    return workspace.startsWeb(uri);
  };
  const discovered = createDiscovery({ ...workspace, startsWeb })();
  return {
    folders,
    index: new Set(uris),
    sizes,
    tree: listFolders(uris),
    byLanguage: new Map(LANGUAGES.map((language) => [language, workspace.filesOf(language)])),
    configurations,
    about: new Map([...homes].map((home) => [home, about(home)])),
    candidates: new Map(discovered.map((candidate) => [candidate.id, candidate])),
    procfiles: [...procfiles],
  };
}

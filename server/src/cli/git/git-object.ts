/** What git stores. */
export type GitObjectType = 'commit' | 'tree' | 'blob' | 'tag';

/** An object with its content, header removed. */
export interface GitObject {
  readonly type: GitObjectType;
  readonly bytes: Buffer;
}

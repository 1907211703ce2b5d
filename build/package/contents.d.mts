export interface PackagedFile {
  readonly name: string
  readonly size: number
}
export interface ContentsList {
  readonly parts: Readonly<Record<string, { readonly why: string; readonly bytes: number; readonly files: Readonly<Record<string, number>> }>>
}
export function filesIn(folder: string): PackagedFile[]
export function compare(files: readonly PackagedFile[], list: ContentsList): string[]
export function readList(): ContentsList

export interface Rule {
  readonly files: string
  readonly may: string[]
  readonly uses: string[]
  readonly later?: string[]
}
export const RULES: Rule[]
export const HOMES: Readonly<Record<string, readonly string[]>>
export const PACKAGES: Readonly<Record<string, { readonly folder: string; readonly doors: readonly string[] }>>
export const FOLDERS: readonly string[]

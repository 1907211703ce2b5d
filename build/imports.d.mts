import type { Rule } from './import-rules.mjs'
export function checkImports(files: ReadonlyMap<string, string>, rules?: readonly Rule[]): Promise<string[]>
export function matches(file: string, pattern: string): boolean
export function readSources(root: string): Map<string, string>

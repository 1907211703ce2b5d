/** Stands in for `node:fs/promises`: one text, whatever file is asked for, and nothing is ever written. */

let content = ''
const renamed: string[] = []

/** What `readFile` gives from now on. */
export function setContent(text: string): void {
  content = text
  renamed.length = 0
}

/** What was put aside since then. */
export function putAside(): readonly string[] {
  return renamed
}

export async function readFile(): Promise<string> {
  return content
}

export async function rename(_from: string, to: string): Promise<void> {
  renamed.push(to)
}

export const readdir = async (): Promise<string[]> => []

/** Places in source files, as Node and Python name them in what they print. Pure. */

export interface SourceLink {
  /** From, to: positions in the line, the end not included. */
  readonly start: number
  readonly end: number
  readonly file: string
  readonly line: number
  readonly column: number | undefined
}

/** `visitor.ts:9:1`, `file:///tmp/x/visitor.ts:9:1` · `File "/tmp/x/visitor.py", line 5` · `invalid syntax (visitor.py, line 5)` */
const NODE = /(?:file:\/\/)?[\w./\\~@%+-]*?[\w-]+\.(?:ts|js|py):(\d+)(?::(\d+))?/g
const PYTHON = /File "([^"]+\.py)", line (\d+)/g
const PYTHON_SYNTAX = /\(([^()"]+\.py), line (\d+)\)$/gm

export function findLinks(text: string): SourceLink[] {
  const links: SourceLink[] = []
  for (const match of text.matchAll(NODE)) {
    const file = match[0].replace(/:\d+(?::\d+)?$/, '')
    links.push({
      start: match.index,
      end: match.index + match[0].length,
      file,
      line: Number(match[1]),
      column: match[2] === undefined ? undefined : Number(match[2]),
    })
  }
  for (const match of [...text.matchAll(PYTHON), ...text.matchAll(PYTHON_SYNTAX)]) {
    links.push({ start: match.index, end: match.index + match[0].length, file: match[1] ?? '', line: Number(match[2]), column: undefined })
  }
  return links
}

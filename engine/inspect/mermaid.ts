/** A run as a Mermaid sequence diagram: text that GitHub, GitLab and many editors draw. */
import type { Frame, Run } from './run.ts'
import { failureOf, frameStatus, isRequest, requestText } from './describe.ts'
import { foldRows } from './fold.ts'
import type { FoldOptions } from './fold.ts'
import type { FoldRow } from './fold-row.ts'
import { OUTSIDE } from './run.ts'
import { kindText } from './format.ts'

/** What is drawn, as in the sequence: what is folded there is a note here. */
export interface MermaidOptions extends FoldOptions {
  /** Frames after which the rest is left out, which the diagram says: renderers give up on long ones. Default 400. */
  readonly most?: number
  /** Characters of one label. Default 80. */
  readonly width?: number
}

/**
 * A run as the source of a Mermaid sequence diagram.
 * @returns the source, ending with a newline
 */
export function toMermaid(run: Run, options: MermaidOptions = {}): string {
  const { most = 400, width = 80, ...fold } = options
  const rows = foldRows(run, fold)
  const shown = rows.slice(0, most)
  const used = new Set<string>()
  for (const row of shown) {
    const [from, to] = row.kind === 'fold' ? [row.client, row.listener] : [row.frame.from, row.frame.to]
    used.add(from)
    used.add(to)
  }
  const names = new Map<string, string>()
  const lines = ['sequenceDiagram']
  for (const { id, label, role } of inOrder(run, used)) {
    const name = `p${names.size}`
    names.set(id, name)
    lines.push(`  participant ${name} as ${text(role === 'server' && label !== 'server' ? `${label} (server)` : label, width)}`)
  }
  for (const row of shown) {
    if (row.kind === 'fold') lines.push(foldLine(row, names, width))
    else {
      if (row.lead !== undefined) lines.push(foldLine(row.lead, names, width))
      lines.push(...frameLines(row.frame, names, width))
    }
  }
  if (rows.length > shown.length) {
    const [first] = names.values()
    lines.push(`  Note over ${first ?? 'p0'}: ${text(`${rows.length - shown.length} more rows are left out`, width)}`)
  }
  return `${lines.join('\n')}\n`
}

/** Servers first, then in the order in which they started; those that are needed. */
function inOrder(run: Run, used: ReadonlySet<string>): { id: string; label: string; role: string }[] {
  const found = [...used].map((id) => {
    const process = run.processes.get(id)
    return { id, label: process?.label ?? (id === OUTSIDE ? OUTSIDE : id), role: process?.role ?? 'idle', startedAt: process?.startedAt ?? Infinity }
  })
  return found.sort((a, b) => Number(b.role === 'server') - Number(a.role === 'server') || a.startedAt - b.startedAt)
}

function foldLine(row: FoldRow, names: ReadonlyMap<string, string>, width: number): string {
  const [client, listener] = [names.get(row.client)!, names.get(row.listener)!]
  return `  Note over ${client === listener ? client : `${client},${listener}`}: ${text(row.sentence, width)}`
}

function frameLines(frame: Frame, names: ReadonlyMap<string, string>, width: number): string[] {
  const [from, to] = [names.get(frame.from)!, names.get(frame.to)!]
  const status = frameStatus(frame)
  const failure = failureOf(frame)
  if (isRequest(frame)) {
    const arrow = status === 'unanswered' ? '-x' : '->>'
    const more = status === 'waiting' ? ' (no answer yet)' : status === 'unanswered' ? ' (never answered)' : ''
    return [`  ${from}${arrow}${to}: ${text(requestText(frame), width - more.length)}${more}`]
  }
  const words = failure === undefined ? (frame.result ?? frame.digest ?? '') : `${failure}: ${frame.result ?? ''}`
  const answers = frame.kind.startsWith('#')
  const arrow = failure !== undefined || status === 'lost' ? (answers ? '--x' : '-x') : answers ? '-->>' : '->>'
  return [`  ${from}${arrow}${to}: ${text(`${kindText(frame.kind)} ${words}`, width)}`]
}

/** A label that Mermaid takes as it is: nothing in it ends a statement, begins a comment or is taken for markup. */
function text(words: string, width: number): string {
  const line = words.replaceAll(/\s+/g, ' ').trim()
  const cut = line.length > width ? `${line.slice(0, Math.max(1, width - 1))}…` : line
  // `#` begins an entity, `;` ends a statement, `%%` a comment, `<` a tag; a backslash may be an escape.
  return cut.replaceAll(/[#;<>%{}\\"`&]/g, (character) => `#${character.charCodeAt(0)};`) || ' '
}

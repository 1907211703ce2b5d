/** The run as something to give away: the view as a picture, the sequence as Mermaid, the trace as lines. */
import { createPredicate, toMermaid } from 'multiprocessing/inspect'
import { plural } from '../../layout/status-bar.tsx'
import { run, showToast, workspaceName } from '../../store.ts'
import { fileName, saveDocument } from '../../workspaces/documents.ts'
import { keysGone, saveTrace } from '../../workspaces/recording.ts'
import { filter } from '../rows.ts'
import { foldHandshakes, foldLifetime, openFolds, views } from '../state.ts'

export type ExportKind = 'svg' | 'png' | 'mermaid' | 'trace'

/** Where a picture is taken of. */
const STAGE = '.traffic-stage'

export async function exportAs(kind: ExportKind): Promise<void> {
  switch (kind) {
    case 'svg':
    case 'png':
      return exportPicture(kind)
    case 'mermaid':
      return exportMermaid()
    case 'trace': {
      const saved = await saveTrace()
      if (saved) showToast(`Saved as ${saved.name}. ${keysGone(saved.keys)}`)
    }
  }
}

async function exportPicture(kind: 'svg' | 'png'): Promise<void> {
  const stage = document.querySelector<HTMLElement>(STAGE)
  if (!stage?.checkVisibility()) throw new Error('The traffic is not on screen. Show it, then export it.')
  const frames = run.peek()?.run.frames.length ?? 0
  const shown = views.peek().join(' and ')
  // Loaded when it is wanted.
  const { pictureOf, pngOf } = await import('./picture.ts')
  const picture = await pictureOf(stage, `${workspaceName.peek()}: ${shown}, ${plural(frames, 'frame', 'frames')}`)
  const bytes = kind === 'svg' ? new TextEncoder().encode(picture.svg) : await pngOf(picture)
  await give(`${workspaceName.peek()} ${shown}`, `.${kind}`, bytes, kind === 'svg' ? 'image/svg+xml' : 'image/png')
}

/** The rows as they are folded and filtered on screen. */
async function exportMermaid(): Promise<void> {
  const present = run.peek()?.run
  if (!present) return
  const chosen = filter.peek()
  const text = toMermaid(present, {
    view: 'sequence',
    foldHandshakes: foldHandshakes.peek(),
    foldLifetime: foldLifetime.peek(),
    expanded: openFolds.peek(),
    ...(chosen.terms.length > 0 ? { filter: createPredicate(chosen, present) } : {}),
  })
  await give(workspaceName.peek(), '.mmd', new TextEncoder().encode(text), 'text/vnd.mermaid')
}

async function give(title: string, ending: string, bytes: Uint8Array, type: string): Promise<void> {
  const name = await saveDocument(fileName(title, ending), bytes, type)
  if (name !== null) showToast(`Saved as ${name}.`)
}

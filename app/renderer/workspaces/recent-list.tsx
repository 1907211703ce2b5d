/** Workspaces of one's own and folders, newest first. */
import { useEffect } from 'preact/hooks'
import type { Recent } from '../../contract/host.ts'
import { attempt } from '../commands.ts'
import { Icon } from '../icons.tsx'
import { connection } from '../store.ts'
import { openWorkspace, readRecent, recent, removeWorkspace } from './actions.ts'

/** As many stand on the start page; all are in the palette. */
const SHOWN = 8

export function RecentList() {
  const link = connection.value
  useEffect(() => attempt(readRecent), [link])
  const entries = recent.value
  if (entries === null) return null
  if (entries.length === 0) {
    return (
      <p class="start-empty">
        <b>Nothing here yet.</b> A workspace you open or make is listed here, newest first.
      </p>
    )
  }
  return (
    <>
      <ul class="start-list" aria-labelledby="start-recent">
        {entries.slice(0, SHOWN).map((one) => (
          <Entry key={one.id} entry={one} />
        ))}
      </ul>
      {entries.length > SHOWN && <p class="start-note">{entries.length - SHOWN} more are found by their names, with Ctrl K.</p>}
    </>
  )
}

function Entry({ entry }: { entry: Recent }) {
  const { id, name, kind, language, missing = false } = entry
  const remove = kind === 'folder' ? `Take ${name} off the list` : `Remove ${name}`
  return (
    <li class="start-recent">
      <button
        type="button"
        class="start-item"
        aria-disabled={missing}
        title={missing ? 'The folder is not where it was.' : undefined}
        onClick={() => !missing && attempt(() => openWorkspace(id))}
      >
        <Icon name={kind === 'folder' ? 'folder' : 'symbol-file'} />
        <span class="start-recent-name">{name}</span>
        <span class="muted">{missing ? 'not found' : language === 'python' ? 'Python' : 'TypeScript'}</span>
      </button>
      <button type="button" class="iconbtn small" aria-label={remove} title={remove} onClick={() => attempt(() => removeWorkspace(entry))}>
        <Icon name={kind === 'folder' ? 'close' : 'trash'} small />
      </button>
    </li>
  )
}

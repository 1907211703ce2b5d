/** Head of the traffic pane: which view, and what can be done to all of it. */
import { commandTitle } from '../layout/command-button.tsx'
import { Icon, type IconName } from '../icons.tsx'
import { trafficMaximised } from '../store.ts'
import { asText, closeFind, findText, foldAll, isFolded, openFind, showView, unfoldAll, view, type TrafficView } from './state.ts'

const VIEWS: readonly { readonly id: TrafficView; readonly title: string; readonly command: 'show-sequence' | 'show-frames' }[] = [
  { id: 'sequence', title: 'Sequence', command: 'show-sequence' },
  { id: 'frames', title: 'Frames', command: 'show-frames' },
]

/** Ids of the tab and the panel that it shows. */
export const tabId = (id: TrafficView) => `traffic-tab-${id}`
export const PANEL_ID = 'traffic-panel'

export function Header() {
  const shown = view.value
  const maximised = trafficMaximised.value
  const folded = isFolded.value
  const move = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (by === 0) return
    event.preventDefault()
    const next = VIEWS[(VIEWS.findIndex((one) => one.id === shown) + by + VIEWS.length) % VIEWS.length]
    if (!next) return
    showView(next.id)
    const tab = document.getElementById(tabId(next.id))
    tab?.focus()
  }
  return (
    <div class="tabs traffic-head">
      <div class="seg" role="tablist" aria-label="View of the traffic" onKeyDown={move}>
        {VIEWS.map(({ id, title, command }) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={tabId(id)}
            aria-selected={id === shown}
            aria-controls={PANEL_ID}
            tabIndex={id === shown ? 0 : -1}
            title={commandTitle(command)}
            onClick={() => showView(id)}
          >
            {title}
          </button>
        ))}
      </div>
      <span class="sp" />
      <div class="tools" role="toolbar" aria-label="Traffic">
        <Tool
          icon="fold"
          name={folded ? 'Unfold handshakes and reference counts' : 'Fold handshakes and reference counts'}
          press={folded ? unfoldAll : foldAll}
        />
        <Tool icon="search" name="Find" title="Find (Ctrl F). Marks what matches; the filter removes what does not" pressed={findText.value !== null} press={() => (findText.value === null ? openFind() : closeFind())} />
        {shown === 'sequence' && (
          <Tool icon="list-flat" name="View as text" pressed={asText.value} press={() => void (asText.value = !asText.value)} />
        )}
        <Tool
          icon={maximised ? 'screen-normal' : 'screen-full'}
          name={maximised ? 'Restore' : 'Maximise'}
          title={commandTitle('maximise-traffic')}
          pressed={maximised}
          press={() => void (trafficMaximised.value = !maximised)}
        />
      </div>
    </div>
  )
}

interface ToolProps {
  readonly icon: IconName
  readonly name: string
  readonly title?: string
  readonly pressed?: boolean
  readonly press: () => void
}

function Tool({ icon, name, title, pressed, press }: ToolProps) {
  return (
    <button type="button" class="iconbtn" aria-label={name} title={title ?? name} aria-pressed={pressed} onClick={press}>
      <Icon name={icon} />
    </button>
  )
}

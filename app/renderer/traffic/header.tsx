/** Head of the traffic pane: which views, and what can be done to them. */
import type { CommandId } from '../../contract/commands.ts'
import { commandTitle } from '../layout/command-button.tsx'
import { Icon, type IconName } from '../icons.tsx'
import { ExportMenu } from './export/export-menu.tsx'
import { perform } from '../commands.ts'
import { isFrozen, isRunning, trafficMaximised } from '../store.ts'
import { usesMemory } from './memory/segments.ts'
import { paneSize } from './pane-size.ts'
import { asText, closeFind, findText, foldAll, isFolded, openFind, showsRows, showView, toggleBeside, TRAFFIC_VIEWS, twoViews, unfoldAll, view, views, type TrafficView } from './state.ts'
import { PICTURE_TOOLS_FROM, PictureTools } from './topology/picture-tools.tsx'

export const TITLES: Readonly<Record<TrafficView, string>> = { sequence: 'Sequence', topology: 'Topology', frames: 'Frames', objects: 'Objects', memory: 'Memory' }
const COMMANDS = {
  sequence: 'show-sequence',
  topology: 'show-topology',
  frames: 'show-frames',
  objects: 'show-objects',
  memory: 'show-memory',
} as const satisfies Record<TrafficView, CommandId>
/** From this width on there is room to say that two views are shown. */
const WORDS_FROM = 1000

/** Ids of the tab and the panel that it shows. */
export const tabId = (id: TrafficView) => `traffic-tab-${id}`
export const panelId = (id: TrafficView) => `traffic-panel-${id}`

export function Header() {
  const shown = views.value
  const maximised = trafficMaximised.value
  const folded = isFolded.value
  const two = shown.length === 2
  const offered = TRAFFIC_VIEWS.filter((id) => id !== 'memory' || usesMemory.value || shown.includes('memory'))
  const move = (event: KeyboardEvent) => {
    const focused = offered.find((id) => document.activeElement?.id === tabId(id)) ?? view.value
    if ((event.ctrlKey || event.metaKey) && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault()
      toggleBeside(focused)
      return
    }
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (by === 0 || event.altKey) return
    event.preventDefault()
    event.stopPropagation()
    const next = offered[(offered.indexOf(focused) + by + offered.length) % offered.length]
    if (!next) return
    // With Ctrl only the focus moves, so that Ctrl Enter can put a second view beside the first.
    if (!event.ctrlKey && !event.metaKey) showView(next)
    document.getElementById(tabId(next))?.focus()
  }
  const press = (event: MouseEvent, id: TrafficView) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) toggleBeside(id)
    else showView(id)
  }
  return (
    <div class="tabs traffic-head">
      <div class="seg" role="tablist" aria-label="Views of the traffic" aria-multiselectable="true" onKeyDown={move}>
        {offered.map((id) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={tabId(id)}
            aria-selected={shown.includes(id)}
            aria-controls={shown.includes(id) ? panelId(id) : undefined}
            tabIndex={id === view.value ? 0 : -1}
            title={`${commandTitle(COMMANDS[id])}. With Ctrl or Shift, beside the other`}
            onClick={(event) => press(event, id)}
          >
            {TITLES[id]}
          </button>
        ))}
      </div>
      {two && paneSize.value.width >= WORDS_FROM && <span class="muted two-views">two views side by side</span>}
      <span class="sp" />
      <div class="tools" role="toolbar" aria-label="Traffic">
        {shown.includes('topology') && paneSize.value.width >= PICTURE_TOOLS_FROM && <PictureTools />}
        {showsRows.value && (
          <>
            <Tool
              icon={folded ? 'unfold' : 'fold'}
              name={folded ? 'Unfold handshakes and reference counts' : 'Fold handshakes and reference counts'}
              press={folded ? unfoldAll : foldAll}
            />
            <Tool
              icon="search"
              name="Find"
              title="Find (Ctrl F). Marks what matches; the filter removes what does not"
              pressed={findText.value !== null}
              press={() => (findText.value === null ? openFind() : closeFind())}
            />
          </>
        )}
        {shown.some((id) => id !== 'frames') && (
          <Tool icon="list-flat" name="View as text" pressed={asText.value} press={() => void (asText.value = !asText.value)} />
        )}
        <Tool
          icon="split-horizontal"
          name="Two views side by side"
          title={two ? 'One view' : 'Two views side by side. Or choose the second with Ctrl or Shift'}
          pressed={two}
          press={twoViews}
        />
        {(isRunning.value || isFrozen.value) && (
          <Tool icon="eye" name="Freeze view" title={`${commandTitle('freeze-view')}. The picture stops, the program does not`} pressed={isFrozen.value} press={() => perform('freeze-view')} />
        )}
        <ExportMenu />
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
  readonly disabled?: boolean
  readonly press: () => void
}

export function Tool({ icon, name, title, pressed, disabled, press }: ToolProps) {
  return (
    <button type="button" class="iconbtn" aria-label={name} title={title ?? name} aria-pressed={pressed} disabled={disabled} onClick={press}>
      <Icon name={icon} />
    </button>
  )
}

/** Buttons of the topology: in the pane's head where there is room, else over the picture. */
import { Icon } from '../../icons.tsx'
import { Glyph } from '../glyphs.tsx'
import { count } from '../format.ts'
import { moment } from '../moment/present.ts'
import { fitWishes, showConnections, showReferences, zoom, zoomBy, ZOOM_STEPS } from './picture-state.ts'

/** From this width of the traffic pane on they stand in its head. */
export const PICTURE_TOOLS_FROM = 900

export function PictureTools() {
  const connections = moment.value?.connections.length ?? 0
  return (
    <>
      <button type="button" class="btn sm ghost toggle" aria-pressed={showReferences.value} title="A line from each proxy to its object" onClick={() => (showReferences.value = !showReferences.value)}>
        <Glyph name="proxy" />
        References
      </button>
      <button type="button" class="btn sm ghost toggle" aria-pressed={showConnections.value} title="A line for the connections of each process, with their number" onClick={() => (showConnections.value = !showConnections.value)}>
        <Icon name="plug" small />
        Connections <span class="num">{count(connections)}</span>
      </button>
      <Zoom />
    </>
  )
}

function Zoom() {
  const least = zoom.value <= ZOOM_STEPS[0]
  const most = zoom.value >= (ZOOM_STEPS.at(-1) ?? 2)
  return (
    <>
      <button type="button" class="iconbtn" aria-label="Zoom in" title="Zoom in (+)" disabled={most} onClick={() => zoomBy(1)}>
        <Icon name="zoom-in" />
      </button>
      <button type="button" class="iconbtn" aria-label="Zoom out" title="Zoom out (−)" disabled={least} onClick={() => zoomBy(-1)}>
        <Icon name="zoom-out" />
      </button>
      <button type="button" class="iconbtn" aria-label="Fit" title="All of it (0)" onClick={() => (fitWishes.value += 1)}>
        <Icon name="target" />
      </button>
    </>
  )
}

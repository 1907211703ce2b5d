/** The topology: processes, the objects of servers, and who points at what, as it was where the scrubber stands. */
import { useSignal, useSignalEffect } from '@preact/signals'
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { objectOf as findObject, type Frame, type Moment, type ProcessAt } from 'multiprocessing/inspect'
import { Glyph } from '../glyphs.tsx'
import { openSource, run, selection } from '../../store.ts'
import { count } from '../format.ts'
import { NoConnections, NoProcesses } from '../empty.tsx'
import { deadlockedKeys } from '../moment/object-facts.ts'
import { moment, useCost } from '../moment/present.ts'
import { paneSize } from '../pane-size.ts'
import { figure, figures } from '../processes.ts'
import { asText, rowsWishes, select, selectedObject, showView, toggleObjectFilter } from '../state.ts'
import { cardCurve, Connections, edgeKey, FrameLabel, headCurve, labelWidth, Ports, References, Traveller } from './edges.tsx'
import { labelsOf, lastFrame, ratesOf, type Label } from './labels.ts'
import { layTopology, placeLabels, type Curve, type Placed } from './layout.ts'
import { ObjectCard } from './object-card.tsx'
import { fitWishes, showConnections, showReferences, zoom, zoomBy, zoomTo } from './picture-state.ts'
import { PICTURE_TOOLS_FROM, PictureTools } from './picture-tools.tsx'
import { ProcessBox } from './process-box.tsx'
import { sceneOf, type Drawn } from './scene.ts'
import { fontsVersion } from './text-fit.ts'
import { TopologyTree } from './tree.tsx'
import { objectWords, sceneWords } from './words.ts'
import './topology.css'

export function Topology() {
  useCost()
  const present = moment.value
  if (!present || present.processes.length === 0) return <NoProcesses />
  if (asText.value) return <TopologyTree present={present} />
  return (
    <>
      <Picture present={present} />
      <TopologyTree present={present} twin />
    </>
  )
}

function sideOf({ id }: ProcessAt): 'left' | 'right' {
  return figure(id).look.role === 'worker' ? 'right' : 'left'
}

function Picture({ present }: { present: Moment }) {
  const scroller = useRef<HTMLDivElement>(null)
  const size = useSignal({ width: 0, height: 0 })
  const chosen = selectedObject.value
  // Looks decide sides and colours, fonts how much of a text fits.
  void figures.value
  void fontsVersion.value
  const scene = sceneOf(present, chosen, sideOf)
  const { width, height } = size.value
  const placed = layTopology(scene, width / Math.min(1, zoom.value), height / Math.min(1, zoom.value))
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const measure = () => (size.value = { width: element.clientWidth, height: element.clientHeight })
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [size])
  const sheet = useRef(placed)
  sheet.current = placed
  const fits = useRef(0)
  useSignalEffect(() => {
    const wishes = fitWishes.value
    const element = scroller.current
    if (wishes === fits.current || !element) return
    fits.current = wishes
    zoom.value = 1
    const { width: wide, height: tall } = sheet.current
    zoomTo(Math.min(1, element.clientWidth / wide, element.clientHeight / tall))
  })
  useSignalEffect(() => {
    if (rowsWishes.value > 0) scroller.current?.focus()
  })
  const reveal = (key: string | null) => {
    requestAnimationFrame(() => {
      const card = key === null ? null : scroller.current?.querySelector(`.topo-card[data-object="${CSS.escape(key)}"]`)
      card?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    })
  }
  const spoken = chosen === null ? undefined : present.object(chosen)
  return (
    <div class="topo">
      {paneSize.value.width < PICTURE_TOOLS_FROM && (
        <div class="bar topo-bar" role="toolbar" aria-label="Topology">
          <PictureTools />
        </div>
      )}
      <div
        class="topo-scroll inset"
        ref={scroller}
        data-pane-entry
        tabIndex={0}
        role="group"
        aria-label="Topology"
        aria-keyshortcuts="J K ArrowUp ArrowDown Enter F Escape + - 0"
        onClick={press}
        onKeyDown={(event) => {
          if (pictureKey(event, placed, present)) {
            event.preventDefault()
            reveal(selectedObject.peek())
          }
        }}
        onWheel={(event) => {
          if (!event.ctrlKey && !event.metaKey) return
          event.preventDefault()
          zoomTo(zoom.peek() * (event.deltaY < 0 ? 1.1 : 1 / 1.1))
        }}
      >
        {scene.processes.size === 0 && <NoConnections />}
        {width > 0 && scene.processes.size > 0 && <Drawing present={present} scene={scene} placed={placed} />}
      </div>
      <Legend />
      <div class="hidden-text" role="status">
        {spoken ? objectWords(spoken) : ''}
      </div>
    </div>
  )
}

function Drawing({ present, scene, placed }: { present: Moment; scene: Drawn; placed: Placed }) {
  const chosen = selectedObject.value
  const objectOf = (frame: Frame) => findObject(present.run, frame)?.key
  const labels = labelsOf(present, objectOf)
  const curves = useMemo(() => new Map(placed.edges.map(({ process, object, path }) => [edgeKey(process, object), path])), [placed.edges])
  const pathFor = ({ client, server, object }: Pick<Label, 'client' | 'server' | 'object'>): Curve | undefined =>
    (object === undefined ? undefined : (curves.get(edgeKey(client, object)) ?? cardCurve(placed, client, object))) ?? headCurve(placed, client, server)
  const edgeOf = (frame: Frame) => edgeOfFrame(present, frame)
  const rates = ratesOf(present, edgeOf)
  const drawn = labels.flatMap((label) => {
    const path = pathFor(label)
    return path ? [{ label, path, rate: rates.get(edgeKey(label.client, label.object)) }] : []
  })
  const points = placeLabels(drawn.map(({ label, path, rate }) => ({ path, width: labelWidth(label, rate) })))
  const waiting = new Set(labels.filter(({ waits }) => waits).map(({ client, object }) => edgeKey(client, object)))
  const dead = deadlockedKeys(present)
  const steps = present.deadlocks.flatMap((deadlock) => deadlock.steps)
  const stepOf = new Map(present.deadlocks.filter(({ kind }) => kind === 'circle').flatMap((deadlock) => deadlock.steps.map(({ wait }, index) => [wait.frame, index + 1] as const)))
  const deadEdges = new Set(steps.flatMap(({ wait, hold }) => [edgeKey(wait.process, wait.on.key), edgeKey(hold.process, wait.on.key)]))
  const last = lastFrame(present)
  const lastPath = last && rates.size === 0 ? pathFor({ client: last.connection.client, server: last.connection.listener, object: objectOf(last) }) : undefined
  const scale = zoom.value
  return (
    <svg
      class="sv topo-picture"
      role="img"
      aria-label={sceneWords(present)}
      width={placed.width * scale}
      height={placed.height * scale}
      viewBox={`0 0 ${placed.width} ${placed.height}`}
    >
      {showConnections.value && <Connections placed={placed} present={present} />}
      {drawn.map(({ label, path }) =>
        label.object === undefined || !curves.has(edgeKey(label.client, label.object)) ? (
          <path key={label.frame.number} class={`edge bare${label.waits ? ' waits' : ''}`} d={`M${path.from.x} ${path.from.y}C${path.c1.x} ${path.c1.y} ${path.c2.x} ${path.c2.y} ${path.to.x} ${path.to.y}`} stroke={figure(label.client).colour} />
        ) : null,
      )}
      {placed.boxes.map((box) => {
        const process = scene.processes.get(box.id)
        return process && <ProcessBox key={box.id} box={box} process={process} objectOf={(key) => present.object(key)} chosen={chosen} hiddenProxies={scene.hiddenProxies.get(box.id) ?? 0} held={placed.compact && !box.server ? (scene.held.get(box.id) ?? 0) : undefined} />
      })}
      {placed.boxes.flatMap((box) =>
        box.cards.map((card) => {
          const object = scene.objects.get(card.key)
          return object && <ObjectCard key={card.key} box={card} size={placed.size} object={object} chosen={card.key === chosen} deadlocked={dead.has(card.key)} />
        }),
      )}
      {placed.boxes.map(({ id, server, x, y, width, cards, more }) =>
        more ? (
          <text key={id} class="topo-more" data-view="objects" x={more.x + more.width / 2} y={more.y + 18}>
            {count(scene.hidden.get(id) ?? 0)} more in Objects
          </text>
        ) : server && cards.length === 0 ? (
          <text key={id} class="topo-more" x={x + width / 2} y={y + 74}>
            no objects
          </text>
        ) : null,
      )}
      {showReferences.value && (
        <>
          <References edges={placed.edges} chosen={chosen} waiting={waiting} deadlocked={deadEdges} rates={rates} />
          <Ports edges={placed.edges} />
        </>
      )}
      {drawn.map(({ label, rate }, index) => {
        const at = points[index]
        return at && <FrameLabel key={label.frame.number} label={label} at={at} selected={label.frame.number === selection.value} rate={rate} step={stepOf.get(label.frame)} />
      })}
      {last && lastPath && <Traveller key={last.number} path={lastPath} back={last.sender === 'listener'} colour={figure(last.from).colour} />}
    </svg>
  )
}

/** By frame number: the edge of a frame that is about an object. A second of a flood has very many, and the next moment most of them again. */
const known = { run: undefined as Moment['run'] | undefined, edges: [] as (string | undefined)[] }

function edgeOfFrame(present: Moment, frame: Frame): string {
  if (known.run !== present.run) Object.assign(known, { run: present.run, edges: [] })
  const found = known.edges[frame.number]
  if (found !== undefined) return found
  const object = findObject(present.run, frame)?.key
  const edge = edgeKey(frame.connection.client, object)
  if (object !== undefined) known.edges[frame.number] = edge
  return edge
}

/** What a press on a part of the picture means. */
function press(event: MouseEvent): void {
  const part = (event.target as Element).closest<SVGElement>('[data-frame], [data-object], [data-view]')
  const { frame, object, view } = part?.dataset ?? {}
  if (frame !== undefined) select(Number(frame))
  else if (object !== undefined) selectedObject.value = selectedObject.peek() === object ? null : object
  else if (view === 'objects') showView('objects')
}

/** Keys of the picture: from object to object, to its source line, and its size. */
function pictureKey(event: KeyboardEvent, placed: Placed, present: Moment): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false
  const keys = placed.boxes.flatMap(({ cards }) => cards.map(({ key }) => key))
  const at = keys.indexOf(selectedObject.peek() ?? '')
  const go = (index: number) => {
    const key = keys[Math.max(0, Math.min(keys.length - 1, index))]
    if (key !== undefined) selectedObject.value = key
    return true
  }
  switch (event.key) {
    case 'ArrowDown':
    case 'j':
    case 'J':
      return go(at + 1)
    case 'ArrowUp':
    case 'k':
    case 'K':
      return go(at < 0 ? keys.length - 1 : at - 1)
    case 'Home':
      return go(0)
    case 'End':
      return go(keys.length - 1)
    case 'Enter': {
      const from = present.object(selectedObject.peek() ?? '')?.createdBy?.at
      if (from) openSource(from.file, from.line, from.column)
      return true
    }
    case 'f':
    case 'F':
      toggleObjectFilter(run.peek()?.run.objects.get(selectedObject.peek() ?? '')?.ident)
      return true
    case 'Escape':
      if (selectedObject.peek() === null) return false
      selectedObject.value = null
      return true
    case '+':
    case '=':
      zoomBy(1)
      return true
    case '-':
      zoomBy(-1)
      return true
    case '0':
      fitWishes.value += 1
      return true
    default:
      return false
  }
}

function Legend() {
  return (
    <div class="topo-legend" aria-hidden="true">
      <span>
        <Glyph name="proxy" />
        proxy points at object
      </span>
      <span>
        <Glyph name="waiting" />
        waiting
      </span>
      <span>
        <b class="rc num">3</b>
        refcount
      </span>
    </div>
  )
}

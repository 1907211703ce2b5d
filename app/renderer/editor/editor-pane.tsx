/** The editor: one or two groups of tabs, each with its file, or the solution in their place. */
import { computed, signal, useSignalEffect } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { RegistrationUse } from 'multiprocessing/inspect'
import { attempt, perform } from '../commands.ts'
import { lineMarks as explainedLines } from '../explain/state.ts'
import { Icon } from '../icons.tsx'
import { ErrorMark } from '../layout/marks.tsx'
import { Menu } from '../layout/menu.tsx'
import { layout } from '../layout/panes.ts'
import { Splitter } from '../layout/splitter.tsx'
import { moveInTabs } from '../layout/tab-keys.ts'
import { solutionOpen } from '../lesson/place.ts'
import { Chip } from '../process/chip.tsx'
import { review } from '../review.ts'
import { openSource, programs, run, runSources, selection, sourceRequest, unsaved, workspaceFile, workspace } from '../store.ts'
import type { CodeEditor } from './code-editor.ts'
import { fileOrder, groupOf, groups, showFile, shownFiles } from './groups.ts'
import { lineMarks, type LineMark } from './line-marks.ts'
import { Marks } from './marks.tsx'
import { Solution } from './solution.tsx'
import { placesOf, tonesOf } from './tones.ts'
import './editor.css'

type Parts = typeof import('./parts.ts')

/** Monaco and what needs it, once it is here. */
const parts = signal<Parts | null>(null)
const editors: [CodeEditor | undefined, CodeEditor | undefined] = [undefined, undefined]

let loading = false

/** Loads Monaco once, and keeps it in step with the workspace from then on. */
function load(): void {
  if (loading) return
  loading = true
  attempt(async () => {
    const [loaded] = await Promise.all([import('./parts.ts'), document.fonts.load('13px "JetBrains Mono Variable"')])
    loaded.followWorkspace()
    loaded.trackLines()
    loaded.assistPython()
    loaded.findMistakes()
    parts.value = loaded
    await loaded.addLibraries()
    loaded.diagnose()
  })
}

const marks = computed(() => {
  const seen = review.value
  const present = run.value?.run
  if (!seen || !present || !workspace.value) return []
  // A server's row decides; a client's only asks.
  const deciding = seen.registrations.filter((use) => present.processes.get(use.row.process)?.role === 'server')
  const frameOf = ({ row }: RegistrationUse, what: 'create' | '#PROXY') =>
    present.frames.findLast((frame) => frame.kind === what && frame.typeid === row.typeid && (what === 'create' ? frame.to : frame.from) === row.process)?.number
  return withExplained(lineMarks(seen.costs, deciding, runSources, frameOf))
})

/** The lines that the open diagnosis points at, in place of what they cost. An error's own mark stays beside its line. */
function withExplained(costs: readonly LineMark[]): readonly LineMark[] {
  const explained = explainedLines.value
  if (explained.length === 0) return costs
  const marked = explained.map(({ file, line, words, number }): LineMark => ({ file, line, text: words, short: '', sign: undefined, frame: undefined, number }))
  return [...costs.filter((mark) => !marked.some(({ file, line }) => file === mark.file && line === mark.line)), ...marked]
}

/** Lines that belong to the selected frame, by workspace file. */
const linked = computed(() => {
  const present = run.value?.run
  const number = selection.value
  const frame = number === null ? undefined : present?.frames[number - 1]
  if (explainedLines.value.length > 0) return explainedLines.value.map(({ file, line }) => ({ file, line }))
  if (!present || !frame) return []
  return placesOf(present, frame, runSources).flatMap(({ file, line }) => {
    const name = workspaceFile(file)
    return name === null ? [] : [{ file: name, line }]
  })
})

function lineNow(file: string, line: number): number {
  return parts.peek()?.lineNow(file, line) ?? line
}

export function EditorPane() {
  useEffect(load, [])
  useSignalEffect(() => {
    parts.value?.applyColours()
  })
  useSignalEffect(goToRequest)
  useSignalEffect(uncoverLinked)
  const { upper } = layout.value
  const loaded = parts.value
  const two = groups.value[1].length > 0
  const showingSolution = solutionOpen.value && loaded !== null
  return (
    <section class="editor" aria-label="Editor" data-pane="editor">
      {showingSolution ? (
        <Solution View={loaded.SolutionView} />
      ) : (
        <>
          <Group index={0} height={two ? upper : undefined} />
          {two && <Group index={1} height={undefined} />}
          {two && <Splitter name="upper" label="Height of the upper editor" orientation="horizontal" style={{ top: `${upper + 36}px` }} />}
        </>
      )}
    </section>
  )
}

function goToRequest(): void {
  const request = sourceRequest.value
  if (!request || !parts.value) return
  solutionOpen.value = false
  const group = showFile(request.file)
  // The group shows the file after the next draw.
  requestAnimationFrame(() => editors[group]?.reveal(lineNow(request.file, request.line), request.column))
}

/** Does something with a group's editor once it shows a file, which takes a draw or two. */
function whenShown(group: 0 | 1, file: string, action: (editor: CodeEditor) => void, draws = 6): void {
  requestAnimationFrame(() => {
    const editor = editors[group]
    if (editor?.file === file) action(editor)
    else if (draws > 1) whenShown(group, file, action, draws - 1)
  })
}

/** The code follows the selected frame; the focus stays where it is. */
function uncoverLinked(): void {
  if (!parts.value) return
  // Of each group the first: where two files are shown, both may have a line.
  const done = new Set<0 | 1>()
  for (const place of linked.value) {
    const group = groupOf(place.file)
    if (done.has(group)) continue
    done.add(group)
    showFile(place.file)
    whenShown(group, place.file, (editor) => editor.uncover(lineNow(place.file, place.line)))
  }
}

function Group({ index, height }: { index: 0 | 1; height: number | undefined }) {
  const files = groups.value[index]
  const shown = shownFiles.value[index]
  return (
    <div class="group" style={height === undefined ? { flex: 1 } : { height: `${height + 36}px` }} onFocusCapture={() => (lastGroup.value = index)}>
      <div class="tabs">
        <div class="tab-list" role="tablist" aria-label={index === 0 ? 'Files' : 'Files, second editor'} onKeyDown={moveInTabs}>
          {files.map((file) => (
            <FileTab key={file} file={file} on={file === shown} group={index} />
          ))}
        </div>
        <span class="sp" />
        <div class="tools">
          {index === 0 && (
            <button
              type="button"
              class="iconbtn"
              aria-label={groups.value[1].length > 0 ? 'One editor' : 'Two editors'}
              title={groups.value[1].length > 0 ? 'One editor' : 'Two editors'}
              onClick={() => perform('split-editor')}
            >
              <Icon name="split-vertical" />
            </button>
          )}
          <Menu
            class="iconbtn"
            label="More"
            align="end"
            items={[
              ...fileOrder.value.map((file) => ({ label: file, checked: shownFiles.value.includes(file), run: () => openSource(file, 1) })),
              { label: 'Full or quiet syntax colour', run: () => perform('full-colour') },
            ]}
          >
            <Icon name="ellipsis" />
          </Menu>
        </div>
      </div>
      <Body index={index} file={shown} />
    </div>
  )
}

/** The group that had the focus last: going to the editor pane goes there. */
const lastGroup = signal<0 | 1>(0)

function FileTab({ file, on, group }: { file: string; on: boolean; group: 0 | 1 }) {
  const program = programs.value.find((one) => one.file === file)
  const wrong = parts.value?.filesWithErrors.value.has(file) ?? false
  return (
    <button
      type="button"
      class="tab"
      role="tab"
      id={`tab-${file}`}
      aria-selected={on}
      aria-controls={`editor-${group}`}
      tabIndex={on ? 0 : -1}
      onClick={() => showFile(file)}
    >
      {program ? <Chip name={program.name} /> : <Icon name="symbol-file" small />}
      {file}
      {wrong && (
        <>
          <ErrorMark size={12} />
          <span class="hidden-text"> has errors</span>
        </>
      )}
      {unsaved.value.has(file) && <span class="dot" role="img" aria-label="not saved yet" title="Not saved yet" />}
    </button>
  )
}

function Body({ index, file }: { index: 0 | 1; file: string | undefined }) {
  const mount = useRef<HTMLDivElement>(null)
  const made = useRef<CodeEditor>(undefined)
  const [, drawAgain] = useState(0)
  const loaded = parts.value
  const id = workspace.value?.id

  useEffect(() => {
    if (!mount.current || !loaded) return undefined
    const editor = new loaded.CodeEditor(mount.current)
    made.current = editor
    editors[index] = editor
    editor.show(shownFiles.peek()[index])
    // The marks of a run that is over already stand over it.
    drawAgain((count) => count + 1)
    return () => {
      if (editors[index] === editor) editors[index] = undefined
      made.current = undefined
      editor.dispose()
    }
  }, [loaded, index])
  useEffect(() => made.current?.show(file), [file, id, loaded])

  // Where the lines are now changes with every edit.
  void made.current?.moved.value
  const own = marks.value.filter((mark) => mark.file === file).map((mark) => ({ ...mark, line: lineNow(mark.file, mark.line) }))
  const lines = linked.value.filter((place) => place.file === file).map((place) => lineNow(place.file, place.line))
  useEffect(() => made.current?.setTones(tonesOf(own, lines)), [own.map((mark) => `${mark.line}${mark.text}`).join(), lines.join(), file, id, loaded])

  return (
    <div class="ed" role="tabpanel" id={`editor-${index}`} aria-labelledby={file && `tab-${file}`} data-pane-entry={lastGroup.value === index ? true : undefined}>
      <div class="ed-mount" ref={mount} />
      {loaded && made.current && <Marks editor={made.current} marks={own} />}
      {!loaded && <span class="ed-loading">Loading the editor</span>}
    </div>
  )
}

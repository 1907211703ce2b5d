/** Lesson, editor over terminals, traffic: the work surface and the lines between its panes. */
import { useRef } from 'preact/hooks'
import { EditorPane } from '../editor/editor-pane.tsx'
import { LessonPane, LessonRail } from '../lesson/lesson-pane.tsx'
import { lesson as lessonOpen, trafficMaximised, workspaceName } from '../store.ts'
import { Terminals } from '../terminal/terminals.tsx'
import { Traffic } from '../traffic/traffic.tsx'
import { layout, shownPage, terminalsOpen } from './panes.ts'
import { STRIP } from './sizes.ts'
import { Splitter } from './splitter.tsx'
import { WorkspacePane, WorkspaceRail } from '../workspaces/workspace-pane.tsx'
import './work.css'

export function WorkPage() {
  const { lesson, rail, editor, pages, terminals } = layout.value
  // A hidden editor keeps its size: measured at none, it would come back with its lines out of place.
  const width = useRef(editor)
  if (editor > 0) width.current = editor
  const hidden = { position: 'absolute', inset: '0 auto 0 0', width: `${width.current}px`, visibility: 'hidden' } as const
  const leftHidden = trafficMaximised.value || (pages && shownPage.value === 'traffic')
  const rightHidden = pages && shownPage.value === 'editor'
  const columns = pages || trafficMaximised.value ? 'minmax(0, 1fr)' : `${editor}px minmax(0, 1fr)`
  return (
    <main class="body" style={{ gridTemplateColumns: `${lesson}px minmax(0, 1fr)` }}>
      {rail && <h1 class="hidden-text">{lessonOpen.value?.title ?? workspaceName.value}</h1>}
      {lessonOpen.value ? rail ? <LessonRail /> : <LessonPane /> : rail ? <WorkspaceRail /> : <WorkspacePane />}
      {!rail && <Splitter name="lesson" label="Width of the lesson" orientation="vertical" style={{ left: `${lesson}px` }} />}
      <div class="work" style={{ gridTemplateColumns: columns }}>
        <div class="work-left" style={leftHidden ? hidden : undefined}>
          <EditorPane />
          <Terminals height={terminals} />
          {terminalsOpen.value && terminals > 0 && (
            <Splitter
              name="terminals"
              label="Height of the terminals"
              orientation="horizontal"
              reverse
              style={{ bottom: `${terminals + STRIP - 4}px`, marginTop: 0 }}
            />
          )}
        </div>
        <div class={leftHidden ? 'work-right alone' : 'work-right'} data-pane="traffic" style={rightHidden ? { display: 'none' } : undefined}>
          <Traffic />
        </div>
        {!leftHidden && !rightHidden && <Splitter name="editor" label="Width of the editor" orientation="vertical" style={{ left: `${editor}px` }} />}
      </div>
    </main>
  )
}

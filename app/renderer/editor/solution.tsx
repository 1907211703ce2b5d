/** The solution in place of the editor: what differs, file by file, and the words that looking is not solving. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { textOf } from '../files.ts'
import { Icon } from '../icons.tsx'
import { moveInTabs } from '../layout/tab-keys.ts'
import { solutionOpen } from '../lesson/place.ts'
import { lessonText, workspace } from '../store.ts'
import type { SolutionView } from './solution-view.ts'

interface Props {
  readonly View: new (element: HTMLElement) => SolutionView
}

export function Solution({ View }: Props) {
  const differing = (lessonText.value?.solution ?? []).filter((file) => file.text !== textOf(file.name))
  const [chosen, setChosen] = useState<string>()
  const file = differing.find((one) => one.name === chosen) ?? differing[0]
  const mount = useRef<HTMLDivElement>(null)
  const view = useRef<SolutionView>(undefined)

  useEffect(() => {
    if (!mount.current) return undefined
    const made = new View(mount.current)
    view.current = made
    return () => made.dispose()
  }, [View])
  useEffect(() => {
    if (file) view.current?.show(file.name, workspace.value?.language ?? 'typescript', file.text)
  }, [file?.name])

  return (
    <>
      <div class="tabs">
        <div class="tab-list" role="tablist" aria-label="Files of the solution" onKeyDown={moveInTabs}>
          {differing.map((one) => (
            <button
              key={one.name}
              type="button"
              role="tab"
              class="tab"
              aria-selected={one === file}
              tabIndex={one === file ? 0 : -1}
              onClick={() => setChosen(one.name)}
            >
              <Icon name="diff" small />
              {one.name}
            </button>
          ))}
        </div>
        <span class="sp" />
        <div class="tools">
          <button type="button" class="btn ghost sm" onClick={() => (solutionOpen.value = false)}>
            <Icon name="close" small />
            Back to your files
          </button>
        </div>
      </div>
      <div class="solution-banner">
        <Icon name="eye" small />
        <span>
          {differing.length > 0 ? 'Lines with − are yours, lines with + the solution’s. Viewing does not solve the lesson.' : 'Your files are the solution, word for word.'}
        </span>
      </div>
      <div class="ed" ref={mount} style={differing.length === 0 ? { visibility: 'hidden' } : undefined} />
    </>
  )
}

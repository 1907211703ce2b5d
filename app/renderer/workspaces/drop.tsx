/** A capsule or a trace that is dragged onto the window is opened. The menu has the same: Open a capsule or a trace. */
import { useEffect, useState } from 'preact/hooks'
import { attempt } from '../commands.ts'
import { readFile } from './documents.ts'
import { openRecording } from './recording.ts'
import './workspaces.css'

export function DropTarget() {
  const [over, setOver] = useState(false)
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
    const drag = (event: DragEvent) => {
      if (!hasFiles(event)) return
      // Without it the browser would leave the page for the file.
      event.preventDefault()
      setOver(true)
    }
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(false)
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setOver(false)
      const [file] = event.dataTransfer?.files ?? []
      if (file) attempt(async () => openRecording(await readFile(file)))
    }
    addEventListener('dragover', drag)
    addEventListener('dragleave', leave)
    addEventListener('drop', drop)
    return () => {
      removeEventListener('dragover', drag)
      removeEventListener('dragleave', leave)
      removeEventListener('drop', drop)
    }
  }, [])
  return over ? <div class="drop-target">Drop a capsule or a trace to open it. Nothing is started by that.</div> : null
}

/** Bars under the app bar: what is shown is a recording; a file was changed on disk; something large is being read. */
import { attempt } from '../commands.ts'
import { onDisk } from '../files.ts'
import { Icon } from '../icons.tsx'
import { CommandButton } from '../layout/command-button.tsx'
import { cutEvents, isRecording, page, workspace } from '../store.ts'
import { keepMine, takeFromDisk } from './actions.ts'
import { busy } from './recording.ts'
import './workspaces.css'

export function WorkspaceBars() {
  return (
    <>
      {busy.value !== null && (
        <div class="work-bar busy" role="status">
          <span>{busy.value}</span>
        </div>
      )}
      {page.value === 'work' && isRecording.value && <RecordingBar />}
      {page.value === 'work' && [...onDisk.value].map(([file, text]) => <DiskBar key={file} file={file} gone={text === null} />)}
      {page.value === 'work' && cutEvents.value > 0 && (
        <div class="work-bar" role="status">
          <Icon name="info" small />
          <span>
            This run has told more than the host keeps: {cutEvents.value.toLocaleString('en')} events from before this page was opened are missing here.
          </span>
        </div>
      )}
    </>
  )
}

function RecordingBar() {
  const runs = (workspace.value?.programs.length ?? 0) > 0
  return (
    <div class="work-bar recording" role="status">
      <Icon name="history" small />
      <span>
        <b>A recording.</b> Nothing is running. Scrub it{runs ? ', or run it again from here' : ''}.
      </span>
      <span class="sp" />
      {runs && (
        <CommandButton id="fork" class="btn sm primary">
          Run it again from here
        </CommandButton>
      )}
    </div>
  )
}

function DiskBar({ file, gone }: { file: string; gone: boolean }) {
  return (
    <div class="work-bar disk" role="alert">
      <Icon name="info" small />
      <span>
        <b>{file}</b> {gone ? 'was removed from the folder by another program.' : 'was changed on disk by another program.'} What is here is kept until you choose.
      </span>
      <span class="sp" />
      <button type="button" class="btn sm" onClick={() => attempt(() => takeFromDisk(file))}>
        {gone ? 'Remove it here too' : 'Take what is on disk'}
      </button>
      <button type="button" class="btn sm" onClick={() => attempt(() => keepMine(file))}>
        Keep what is here
      </button>
    </div>
  )
}

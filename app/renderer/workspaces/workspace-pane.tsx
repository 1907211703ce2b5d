/** In the lesson's place, a workspace of one's own: its name, its programs in the order of their start, its files. */
import { useRef, useState } from 'preact/hooks'
import type { Program, Role, Workspace } from '../../contract/host.ts'
import { attempt } from '../commands.ts'
import { Icon, type IconName } from '../icons.tsx'
import { CommandButton } from '../layout/command-button.tsx'
import { Prose } from '../lesson/markdown.tsx'
import { Chip } from '../process/chip.tsx'
import { openSource, run, workspace } from '../store.ts'
import { plural } from '../layout/status-bar.tsx'
import { addFile, removeFile, renameFile, renameWorkspace, savePrograms } from './actions.ts'
import { keysGone, shownRecording } from './recording.ts'
import './workspaces.css'

const ENDING = { typescript: '.ts', python: '.py' } as const
const ROLES: readonly Role[] = ['server', 'client', 'worker']

export function WorkspacePane() {
  const open = workspace.value
  if (!open) return null
  return open.kind === 'recording' ? <RecordingPane open={open} /> : <OwnPane open={open} />
}

function OwnPane({ open }: { open: Workspace }) {
  return (
    <aside class="lesson workspace" aria-label="Workspace" data-pane="lesson">
      <div class="lesson-scroll" tabIndex={0} data-pane-entry role="group" aria-label={`${open.name}: programs and files`}>
        <div class="over">
          <span>{open.kind === 'folder' ? 'A folder on this computer' : 'A workspace of your own'}</span>
          <span>{open.language === 'python' ? 'Python' : 'TypeScript'}</span>
        </div>
        <Title key={open.id + (open.name ?? '')} name={open.name ?? ''} />
        <Programs open={open} />
        <Files open={open} />
        <p class="field-note">
          {open.kind === 'folder' ? 'What you type is saved into the folder. Changes that other programs make there are shown here.' : 'What you type is saved as you type it.'}
        </p>
      </div>
      <div class="lfoot">
        <CommandButton id="save-capsule" class="btn ghost sm">
          <Icon name="archive" small />
          Save as a capsule
        </CommandButton>
        <span class="sp" />
        <CommandButton id="save-folder" class="btn ghost sm">
          <Icon name="folder" small />
          Into a folder
        </CommandButton>
      </div>
    </aside>
  )
}

function Title({ name }: { name: string }) {
  return (
    <h1>
      <input
        class="workspace-title"
        aria-label="Name of the workspace"
        value={name}
        maxLength={120}
        spellcheck={false}
        onChange={(event) => attempt(() => renameWorkspace(event.currentTarget.value))}
        onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
      />
    </h1>
  )
}

/** In the order of their start. */
function Programs({ open }: { open: Workspace }) {
  const { programs, files } = open
  const save = (next: readonly Program[]) => attempt(() => savePrograms(next))
  const change = (at: number, to: Partial<Program>) => save(programs.map((one, index) => (index === at ? { ...one, ...to } : one)))
  const move = (at: number, by: 1 | -1) => {
    const next = [...programs]
    const [moved] = next.splice(at, 1)
    if (moved) save(next.toSpliced(at + by, 0, moved))
  }
  const free = files.filter((file) => !programs.some((program) => program.file === file.name))
  return (
    <section class="workspace-part" aria-label="Programs">
      <h2>Programs</h2>
      <p class="field-note">Each is started as a process of its own, from the top. The next one waits until the one before listens.</p>
      <ol class="programs">
        {programs.map((program, index) => (
          <li key={program.name}>
            <div class="program-row">
              <Chip name={program.name} />
              <input
                class="input"
                aria-label={`Name of program ${index + 1}`}
                value={program.name}
                maxLength={40}
                spellcheck={false}
                onChange={(event) => {
                  const name = event.currentTarget.value.trim()
                  if (name !== '') change(index, { name })
                  else event.currentTarget.value = program.name
                }}
              />
              <Tool icon="arrow-up" name={`Start ${program.name} earlier`} off={index === 0} press={() => move(index, -1)} />
              <Tool icon="arrow-down" name={`Start ${program.name} later`} off={index === programs.length - 1} press={() => move(index, 1)} />
              <Tool icon="close" name={`${program.name} is no program`} press={() => save(programs.toSpliced(index, 1))} />
            </div>
            <div class="program-row rest">
              <select class="input" aria-label={`Role of ${program.name}`} value={program.role} onChange={(event) => change(index, { role: event.currentTarget.value as Role })}>
                {ROLES.map((role) => (
                  <option key={role} value={role}>
                    {role}
                  </option>
                ))}
              </select>
              <span class="muted">runs</span>
              <select class="input" aria-label={`File of ${program.name}`} value={program.file} onChange={(event) => change(index, { file: event.currentTarget.value })}>
                {files.map(({ name }) => (
                  <option key={name} value={name}>
                    {name}
                  </option>
                ))}
              </select>
            </div>
          </li>
        ))}
      </ol>
      {programs.length === 0 && <p class="empty">No program yet. Say which file is to be started.</p>}
      <button
        type="button"
        class="btn sm"
        aria-disabled={files.length === 0}
        onClick={() => {
          const file = (free[0] ?? files[0])?.name
          if (file) save([...programs, { name: freeProgram(file.replace(/\.\w+$/, ''), programs), role: programs.length === 0 ? 'server' : 'client', file }])
        }}
      >
        <Icon name="add" small />
        Add a program
      </button>
    </section>
  )
}

function freeProgram(wanted: string, programs: readonly Program[]): string {
  for (let count = 1; ; count++) {
    const name = count === 1 ? wanted : `${wanted} ${count}`
    if (!programs.some((program) => program.name === name)) return name
  }
}

function Files({ open }: { open: Workspace }) {
  const [adding, setAdding] = useState(false)
  const [renaming, setRenaming] = useState<string>()
  const ending = ENDING[open.language]
  return (
    <section class="workspace-part" aria-label="Files">
      <h2>Files</h2>
      <ul class="files">
        {open.files.map(({ name }) =>
          renaming === name ? (
            <li key={name}>
              <NameField
                label={`New name of ${name}`}
                value={name}
                done={(to) => {
                  setRenaming(undefined)
                  if (to !== undefined) attempt(() => renameFile(name, withEnding(to, ending)))
                }}
              />
            </li>
          ) : (
            <li key={name}>
              <button type="button" class="file-name" onClick={() => openSource(name, 1)}>
                <Icon name="symbol-file" small />
                {name}
              </button>
              <Tool icon="edit" name={`Rename ${name}`} press={() => setRenaming(name)} />
              <Tool icon="trash" name={`Remove ${name}`} press={() => attempt(() => removeFile(name))} />
            </li>
          ),
        )}
      </ul>
      {adding ? (
        <NameField
          label="Name of the new file"
          value=""
          done={(name) => {
            setAdding(false)
            if (name !== undefined) attempt(() => addFile(withEnding(name, ending)))
          }}
        />
      ) : (
        <button type="button" class="btn sm" onClick={() => setAdding(true)}>
          <Icon name="new-file" small />
          Add a file
        </button>
      )}
    </section>
  )
}

function withEnding(name: string, ending: string): string {
  return name.endsWith(ending) ? name : name + ending
}

/** A name to be typed: Enter takes it, Escape or an empty one leaves things as they are. */
function NameField({ label, value, done }: { label: string; value: string; done: (name: string | undefined) => void }) {
  // The field goes when it is done, and loses the focus by that.
  const over = useRef(false)
  const end = (name: string) => {
    if (over.current) return
    over.current = true
    done(name.trim() === '' ? undefined : name.trim())
  }
  return (
    <input
      class="input name-field"
      aria-label={label}
      defaultValue={value}
      maxLength={80}
      spellcheck={false}
      ref={(element) => {
        if (!element || element === document.activeElement) return
        element.focus()
        element.setSelectionRange(0, Math.max(0, value.lastIndexOf('.')))
      }}
      onBlur={(event) => end(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') end(event.currentTarget.value)
        else if (event.key === 'Escape') end('')
      }}
    />
  )
}

function Tool({ icon, name, press, off = false }: { icon: IconName; name: string; press: () => void; off?: boolean }) {
  return (
    <button type="button" class="iconbtn small" aria-label={name} title={name} aria-disabled={off} onClick={() => !off && press()}>
      <Icon name={icon} small />
    </button>
  )
}

function RecordingPane({ open }: { open: Workspace }) {
  const recording = shownRecording()
  if (!recording) return null
  const { manifest, notes, events } = recording
  const frames = run.value?.run.frames.length ?? 0
  return (
    <aside class="lesson workspace" aria-label="Recording" data-pane="lesson">
      <div class="lesson-scroll" tabIndex={0} data-pane-entry role="group" aria-label={`${open.name}: a recording`}>
        <div class="over">
          <span>{manifest ? 'A capsule' : 'A trace'}</span>
          <span>{manifest ? dateOf(manifest.made) : ''}</span>
        </div>
        <h1>{open.name}</h1>
        {notes !== '' && <Prose class="prose selectable" text={notes} />}
        <dl class="facts">
          <dt>Recorded</dt>
          <dd>
            {plural(frames, 'frame', 'frames')}, {plural(events.length, 'event', 'events')}
          </dd>
          {manifest?.run && (
            <>
              <dt>Ran on</dt>
              <dd>{manifest.run.runtime.label}</dd>
            </>
          )}
          {manifest && (
            <>
              <dt>Saved by</dt>
              <dd>Managerie {manifest.app}</dd>
              <dt>Authkeys</dt>
              <dd>{keysGone(manifest.redacted.keys)}</dd>
            </>
          )}
          <dt>File</dt>
          <dd>{recording.name}</dd>
        </dl>
        {!manifest && <p class="field-note">A trace has no code. What the frames carried is all there.</p>}
      </div>
    </aside>
  )
}

function dateOf(iso: string): string {
  const date = new Date(iso)
  return Number.isNaN(date.getTime()) ? '' : date.toLocaleDateString('en', { day: 'numeric', month: 'long', year: 'numeric' })
}

/** The same, folded away. */
export function WorkspaceRail() {
  return (
    <aside class="rail" aria-label="Workspace, collapsed" data-pane="lesson">
      <CommandButton id="toggle-lesson" class="iconbtn" label="Show the workspace">
        <Icon name="chevron-right" />
      </CommandButton>
    </aside>
  )
}

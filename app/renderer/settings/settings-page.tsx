/** The page of settings: what is declared, the shortcuts, and the person's own data. */
import * as v from 'valibot'
import { useId } from 'preact/hooks'
import { ProgressSchema, SettingsSchema } from '../../contract/host.ts'
import { attempt, perform } from '../commands.ts'
import { changeSettings, replaceProgress } from '../keeping.ts'
import { Icon } from '../icons.tsx'
import { plural } from '../layout/status-bar.tsx'
import { hello, progress, settings, showToast, trouble } from '../store.ts'
import { saveDocument } from '../workspaces/documents.ts'
import { type Amount, type Choice, pythons, SETTINGS } from './declared.ts'
import { Shortcuts } from './shortcuts.tsx'
import './settings.css'

export function SettingsPage() {
  return (
    <main class="paper" data-pane="lesson">
      <div class="paper-column">
        <div class="paper-head">
          <h1>Settings</h1>
          <span class="sp" />
          <button type="button" class="btn" data-pane-entry onClick={() => perform('back')}>
            <Icon name="arrow-left" small />
            Back
          </button>
        </div>
        {SETTINGS.map((group) => (
          <section key={group.title} class="card settings-group" aria-label={group.title}>
            <h2>{group.title}</h2>
            {group.settings
              .filter((one) => one.shown?.() !== false)
              .map((one) => (one.kind === 'choice' ? <ChoiceRow key={one.title} setting={one} /> : <AmountRow key={one.title} setting={one} />))}
            {group.title === 'Programs' && pythons().length === 0 && !hello.value?.searching && (
              <p class="settings-note">
                <b>No Python found.</b> Python lessons can be read here; to run them, install CPython 3.8 or newer, or choose one. TypeScript lessons run.
              </p>
            )}
          </section>
        ))}
        <Shortcuts />
        <YourData />
      </div>
    </main>
  )
}

/** Few options stand side by side, many in a list. */
const SIDE_BY_SIDE = 4

function ChoiceRow({ setting }: { setting: Choice }) {
  const id = useId()
  const options = setting.options()
  const change = (value: string) => changeSettings(setting.change(value))
  return (
    <div class="setting">
      <div>
        <span id={id}>{setting.title}</span>
        {setting.words && <small>{setting.words}</small>}
      </div>
      <span class="setting-way">
        {options.length <= SIDE_BY_SIDE ? (
          <span class="seg" role="radiogroup" aria-labelledby={id}>
            {options.map(({ value, label }) => (
              <button key={value} type="button" role="radio" aria-checked={setting.value() === value} onClick={() => change(value)}>
                {label}
              </button>
            ))}
          </span>
        ) : (
          <select class="input" aria-labelledby={id} value={setting.value()} onChange={(event) => change(event.currentTarget.value)}>
            {options.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        )}
        {setting.action && (
          <button type="button" class="btn sm" onClick={() => attempt(setting.action!.run)}>
            {setting.action.label}
          </button>
        )}
      </span>
    </div>
  )
}

function AmountRow({ setting }: { setting: Amount }) {
  const id = useId()
  return (
    <div class="setting">
      <label for={id}>{setting.title}</label>
      <span class="amount">
        <input
          id={id}
          class="input"
          type="number"
          min={setting.least}
          max={setting.most}
          step={setting.step}
          value={setting.value()}
          onChange={(event) => {
            const wanted = event.currentTarget.valueAsNumber
            const value = Number.isFinite(wanted) ? Math.round(Math.max(setting.least, Math.min(setting.most, wanted))) : setting.value()
            event.currentTarget.valueAsNumber = value
            changeSettings(setting.change(value))
          }}
        />
        {setting.unit}
      </span>
    </div>
  )
}

function YourData() {
  const begun = Object.keys(progress.value).length
  return (
    <section class="card settings-group" aria-label="Your data">
      <h2>Your data</h2>
      <div class="setting">
        <div>
          <span>Progress</span>
          <small>{begun === 0 ? 'No lesson has been begun.' : `${plural(begun, 'lesson has', 'lessons have')} been begun.`}</small>
        </div>
        <span class="settings-buttons">
          <button type="button" class="btn sm" onClick={() => attempt(exportProgress)}>
            Export
          </button>
          <button type="button" class="btn sm" onClick={() => attempt(importProgress)}>
            Import
          </button>
          <button type="button" class="btn sm" aria-disabled={begun === 0} onClick={() => begun > 0 && resetProgress()}>
            Reset
          </button>
        </span>
      </div>
      <div class="setting">
        <div>
          <span>Settings</span>
          <small>Everything on this page as it was at the first start.</small>
        </div>
        <button type="button" class="btn sm" onClick={resetSettings}>
          Reset
        </button>
      </div>
    </section>
  )
}

async function exportProgress(): Promise<void> {
  const text = `${JSON.stringify({ 'managerie progress': 1, progress: progress.peek() }, null, 2)}\n`
  const name = await saveDocument('managerie-progress.json', new TextEncoder().encode(text), 'application/json')
  if (name !== null) showToast(`Saved as ${name}.`)
}

const ImportSchema = v.object({ 'managerie progress': v.literal(1), progress: ProgressSchema })

async function importProgress(): Promise<void> {
  const file = await chooseJson()
  if (!file) return
  let value: unknown
  try {
    value = JSON.parse(await file.text())
  } catch {
    value = undefined
  }
  const result = v.safeParse(ImportSchema, value)
  if (!result.success) {
    trouble.value = `“${file.name}” is no progress of Managerie: expected a file that Export here has made. Nothing was changed.`
    return
  }
  const before = progress.peek()
  replaceProgress(result.output.progress)
  showToast('Your progress is that of the file.', () => replaceProgress(before))
}

function chooseJson(): Promise<File | undefined> {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = '.json'
  return new Promise((resolve) => {
    input.addEventListener('cancel', () => resolve(undefined))
    input.addEventListener('change', () => resolve(input.files?.[0]))
    input.click()
  })
}

function resetProgress(): void {
  const before = progress.peek()
  replaceProgress({})
  showToast('All lessons are as new. Your files are as they were.', () => replaceProgress(before))
}

function resetSettings(): void {
  const before = settings.peek()
  const fresh = v.parse(SettingsSchema, {})
  changeSettings({ ...cleared(before), ...fresh, last: before.last ?? null })
  showToast('The settings are those of the first start.', () => changeSettings(before))
}

/** What has no value at first is said to have none. */
function cleared(before: typeof settings.value): Partial<typeof settings.value> {
  const none: Record<string, undefined> = {}
  for (const name of Object.keys(before)) none[name] = undefined
  return none as Partial<typeof settings.value>
}

/** The title bar: where one is, the command box, language, run and stop. */
import { lessons } from 'managerie-lessons'
import { attempt, blockedReason, perform } from '../commands.ts'
import { Icon } from '../icons.tsx'
import { nextThing } from '../lesson/place.ts'
import { progressOf } from '../keeping.ts'
import { conditionWords } from '../hold/facts.ts'
import { isHolding, rule, until } from '../hold/state.ts'
import { deckOpen } from '../breaking/state.ts'
import { openLesson } from '../session.ts'
import { hello, isRunning, lesson, lessonPane, page, paletteOpen, runState, settings, trafficMaximised, workspace, workspaceName } from '../store.ts'
import { CommandButton, commandTitle } from './command-button.tsx'
import { shownKeys } from './chords.ts'
import { Menu } from './menu.tsx'
import { layout, shownPage } from './panes.ts'
import './app-bar.css'

export function AppBar() {
  const shell = hello.value?.shell === 'electron' ? `electron ${hello.value.platform}` : 'web'
  return (
    <header class={`appbar ${shell}`}>
      <div class="l">{page.value === 'work' ? <Place /> : null}</div>
      <button type="button" class="cmd" title={commandTitle('palette')} aria-haspopup="dialog" onClick={() => (paletteOpen.value = true)}>
        <Icon name="search" small />
        <span>Lessons, files, frames, commands</span>
        <span class="kbd">{shownKeys('CmdOrCtrl+K')}</span>
      </button>
      <div class="r">{page.value === 'work' ? <RunBar /> : <Tools />}</div>
    </header>
  )
}

function Place() {
  const open = lesson.value
  const folded = lessonPane.value === 'rail' || trafficMaximised.value
  return (
    <>
      <CommandButton id="toggle-lesson" class={folded ? 'iconbtn' : 'iconbtn on'} label="Lesson pane">
        <Icon name={folded ? 'layout-sidebar-left-off' : 'layout-sidebar-left'} />
      </CommandButton>
      <nav class="crumbs" aria-label="Where you are">
        <button type="button" class="crumb" onClick={() => perform('show-lessons')}>
          Lessons
        </button>
        <span class="slash" aria-hidden="true">
          /
        </span>
        {open && (
          <Menu
            class="crumb"
            title={`${open.short}: go to another lesson`}
            items={lessons.map((one) => ({
              label: `${one.number}  ${one.title}`,
              detail: progressOf(one.id).done ? 'done' : undefined,
              checked: one.id === open.id,
              run: () => attempt(() => openLesson(one.id)),
            }))}
          >
            {open.short}
            <Icon name="chevron-down" small />
          </Menu>
        )}
        {!open && <span class="crumb here">{workspaceName.value}</span>}
      </nav>
    </>
  )
}

function RunBar() {
  const language = workspace.value?.language ?? 'typescript'
  return (
    <>
      {layout.value.pages && <PageSwitch />}
      {lesson.value && <span class="seg" role="radiogroup" aria-label="Language of the program">
        {(['typescript', 'python'] as const).map((one) => (
          <button
            key={one}
            type="button"
            role="radio"
            aria-checked={language === one}
            aria-disabled={blockedReason(`use-${one}`) !== undefined}
            title={commandTitle(`use-${one}`)}
            onClick={() => perform(`use-${one}`)}
          >
            {one === 'typescript' ? 'TypeScript' : 'Python'}
          </button>
        ))}
      </span>}
      <span class="btngrp" role="group" aria-label="Run">
        <CommandButton id="stop" class="grouped">
          <Icon name="debug-stop" small />
          Stop all
        </CommandButton>
        <CommandButton id="hold-frames" class={isHolding.value ? 'grouped hon' : 'grouped'} pressed={isHolding.value}>
          <Icon name="debug-pause" small />
          <span class="grouped-words">{holdWords()}</span>
        </CommandButton>
        <CommandButton id="break-it" class={deckOpen.value ? 'grouped on' : 'grouped'} pressed={deckOpen.value}>
          <Icon name="beaker" small />
          Break it
        </CommandButton>
      </span>
      <CommandButton id="run" class={nextThing.value === 'run' ? 'btn primary' : 'btn'}>
        <Icon name={runState.value ? 'debug-restart' : 'play'} small />
        {runWords()}
        <span class="kbd">F5</span>
      </CommandButton>
    </>
  )
}

/** Off and on have one name; a condition is said. */
function holdWords(): string {
  if (until.value) return `Hold until ${conditionWords(until.value)}`
  return rule.value.hold === 'matching' ? `Hold ${conditionWords(rule.value.condition)}` : 'Hold frames'
}

function runWords(): string {
  const state = runState.value
  if (state?.state === 'compiling') return 'Compiling'
  if (state?.state === 'starting') {
    const begun = state.programs.filter((program) => program.state !== 'waiting').length
    return `Starting ${Math.max(1, begun)} of ${state.programs.length}`
  }
  return isRunning.value ? 'Run again' : 'Run all'
}

/** Where there is room for one of the two only. */
function PageSwitch() {
  return (
    <span class="seg" role="radiogroup" aria-label="Shown pane">
      {(['editor', 'traffic'] as const).map((one) => (
        <button key={one} type="button" role="radio" aria-checked={shownPage.value === one} onClick={() => (shownPage.value = one)}>
          {one === 'editor' ? 'Editor' : 'Traffic'}
        </button>
      ))}
    </span>
  )
}

/** Where nothing runs: help, the theme, the settings. */
function Tools() {
  return (
    <>
      <CommandButton id="shortcuts" class="btn ghost">
        <Icon name="question" small />
        Help
      </CommandButton>
      <ThemeMenu />
      <CommandButton id="settings" class="iconbtn" label="Settings">
        <Icon name="settings-gear" />
      </CommandButton>
    </>
  )
}

const THEMES = [
  ['system', 'As the system'],
  ['light', 'Light'],
  ['dark', 'Dark'],
  ['contrast', 'High contrast'],
] as const

function ThemeMenu() {
  return (
    <Menu
      class="iconbtn"
      label="Theme"
      align="end"
      items={THEMES.map(([theme, label]) => ({ label, checked: settings.value.theme === theme, run: () => perform(`theme-${theme}`) }))}
    >
      <Icon name="color-mode" />
    </Menu>
  )
}

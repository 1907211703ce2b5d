/** What is on screen: the bars, and between them the start page or the lesson with its work. */
import { spoken } from './layout/announce.ts'
import { AppBar } from './layout/app-bar.tsx'
import { CrashPage } from './layout/crash.tsx'
import { Notice } from './layout/notice.tsx'
import { Palette } from './layout/palette.tsx'
import { StatusBar } from './layout/status-bar.tsx'
import { ToastLine } from './layout/toast.tsx'
import { WorkPage } from './layout/work.tsx'
import { StartPage } from './start/start-page.tsx'
import { LensPage } from './lens/lens-page.tsx'
import { CardsPage } from './cards/cards-page.tsx'
import { HelpPage } from './help/help-page.tsx'
import { ReferencePage } from './reference/reference-page.tsx'
import { SettingsPage } from './settings/settings-page.tsx'
import { connection, hello, page } from './store.ts'
import { Teach } from './teach/teach.tsx'
import { WorkspaceBars } from './workspaces/bars.tsx'
import { Questions } from './workspaces/dialogs.tsx'
import { DropTarget } from './workspaces/drop.tsx'
import './app.css'

export function App() {
  return (
    <CrashPage>
      <div class="app">
        <AppBar />
        <Notice />
        <WorkspaceBars />
        {hello.value === null && connection.value !== 'lost' ? <Waiting /> : <Page />}
        <Teach />
        <StatusBar />
      </div>
      <Palette />
      <Questions />
      <DropTarget />
      <ToastLine />
      <div class="hidden-text live-region" role="status" aria-live="polite">
        {spoken.value}
      </div>
    </CrashPage>
  )
}

function Page() {
  switch (page.value) {
    case 'start':
      return <StartPage />
    case 'work':
      return <WorkPage />
    case 'settings':
      return <SettingsPage />
    case 'help':
      return <HelpPage />
    case 'lens':
      return <LensPage />
    case 'cards':
      return <CardsPage />
    case 'reference':
      return <ReferencePage />
  }
}

/** Words only after a moment: most starts are over by then. */
function Waiting() {
  return (
    <main class="waiting" aria-busy="true">
      <span>Waiting for the host</span>
    </main>
  )
}

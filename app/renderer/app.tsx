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
import { connection, hello, page } from './store.ts'
import './app.css'

export function App() {
  return (
    <CrashPage>
      <div class="app">
        <AppBar />
        <Notice />
        {hello.value === null && connection.value !== 'lost' ? <Waiting /> : page.value === 'work' ? <WorkPage /> : <StartPage />}
        <StatusBar />
      </div>
      <Palette />
      <ToastLine />
      <div class="hidden-text live-region" role="status" aria-live="polite">
        {spoken.value}
      </div>
    </CrashPage>
  )
}

/** Words only after a moment: most starts are over by then. */
function Waiting() {
  return (
    <main class="waiting" aria-busy="true">
      <span>Waiting for the host</span>
    </main>
  )
}

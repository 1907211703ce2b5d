import { isMainProcess } from 'multiprocessing'
import { Bell } from './bell'

if (isMainProcess()) {
  const bell = new Bell()
  console.log(bell.ring('spawn'))
}

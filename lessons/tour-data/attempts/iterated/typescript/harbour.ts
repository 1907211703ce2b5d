import { Manager, isMainProcess } from 'multiprocessing'

if (isMainProcess()) {
  const manager = await Manager()

  // A list of 200 readings, an array, a dict, a value, a namespace:
  // five objects, all of them in the server.
  const readings = await manager.list(
    Array.from({ length: 200 }, (_, k) => k),
  )
  const tides = await manager.Array('i', [3, 1, 4, 1, 5])
  const boats = await manager.dict<string, number>()
  const highest = await manager.Value('i', 0)
  const report = await manager.Namespace()

  // All readings in one answer.
  let total = 0
  for await (const reading of readings) {
    total += reading
  }
  await report.set('total', total)

  // All boats in one request.
  const fleet = new Map<string, number>()
  for (let k = 0; k < 20; k++) {
    fleet.set(`boat ${k}`, k)
  }
  await boats.update(fleet)
  console.log('boats  ', await boats.len())

  // Two of them at once are one request.
  console.log('tides  ', await tides.slice(0, 2))
  await highest.set(5)
  console.log('highest', await highest.get())
  console.log('total  ', await report.get('total'))

  await manager.shutdown()
}

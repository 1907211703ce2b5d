import { connect } from 'node:net'

connect(Number(process.env['PORT']), '127.0.0.1').on('data', (data) => console.log(`counted to ${String(data)}`))

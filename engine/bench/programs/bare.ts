/** A child that does nothing but say that it runs. */
process.stdin.resume()
process.stdout.write('!')

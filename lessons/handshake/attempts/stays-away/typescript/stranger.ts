console.log('I go home')

print('I go home')

class Hive:
    """Bees bring honey in, the keeper takes it out. Grams."""

    def __init__(self):
        self.honey = 20

    def weigh(self):
        return self.honey

    def bring(self, grams):
        self.honey += grams
        return self.honey

    def take(self):
        taken = self.honey
        self.honey = 0
        return taken

"""The discrete Gaussian, exactly: Canonne, Kamath and Steinke, "The Discrete Gaussian for Differential Privacy" (2020), algorithms 1 to 3."""

import math
import secrets
from fractions import Fraction


class Sampler:
    """Draws integers. `below(n)` gives an integer from 0 to n - 1, each as likely."""

    def __init__(self, below=secrets.randbelow):
        self.below = below

    def bernoulli(self, p):
        return self.below(p.denominator) < p.numerator

    def bernoulli_exp(self, x):
        """True with probability exp(-x), x >= 0."""
        while x > 1:
            if not self.bernoulli_exp(Fraction(1)):
                return False
            x -= 1
        k = 1
        while self.bernoulli(x / k):
            k += 1
        return k % 2 == 1

    def laplace(self, t):
        while True:
            u = self.below(t)
            if not self.bernoulli_exp(Fraction(u, t)):
                continue
            v = 0
            while self.bernoulli_exp(Fraction(1)):
                v += 1
            size, negative = u + t * v, self.below(2) == 1
            if size != 0 or not negative:
                return -size if negative else size

    def gaussian(self, variance):
        """An integer with probability proportional to exp(-x^2 / (2 variance))."""
        t = math.isqrt(math.floor(variance)) + 1
        while True:
            y = self.laplace(t)
            if self.bernoulli_exp((abs(y) - variance / t) ** 2 / (2 * variance)):
                return y

    def sample(self, items, rate):
        """Each item by itself with the given probability, exactly as the double says."""
        p = Fraction(rate)
        return [item for item in items if self.bernoulli(p)]

"""Draws noise from a generator that can be repeated and compares how often each integer comes with what it should be.

    python3 test/interop/python-agent/noise_check.py
"""

import math
import random
import sys
from fractions import Fraction

from noise import Sampler

DRAWS = 20_000


def main():
    for std in (0.8, 3.7):
        sampler = Sampler(random.Random(f"noise of {std}").randrange)
        variance = Fraction(std) ** 2
        reach = math.ceil(4 * std)
        counts = dict.fromkeys(range(-reach, reach + 1), 0)
        for _ in range(DRAWS):
            x = max(-reach, min(reach, sampler.gaussian(variance)))
            counts[x] += 1
        mass = {x: math.exp(-x * x / (2 * std * std)) for x in range(-20 * reach, 20 * reach + 1)}
        total = math.fsum(mass.values())
        ends = {x: math.fsum(m for y, m in mass.items() if max(-reach, min(reach, y)) == x) / total for x in counts}
        square = math.fsum((counts[x] - DRAWS * p) ** 2 / (DRAWS * p) for x, p in ends.items())
        degrees = len(ends) - 1
        # Wilson and Hilferty 1931: the cube root of a chi-square is nearly normal.
        z = ((square / degrees) ** (1 / 3) - (1 - 2 / (9 * degrees))) / math.sqrt(2 / (9 * degrees))
        print(f"std {std}: chi-square {square:.1f} at {degrees} degrees")
        if abs(z) > 4:
            sys.exit(f"the noise of std {std} is another one: {z:.1f} standard deviations")


if __name__ == "__main__":
    main()

"""Prints the results of scikit-learn's GaussianMixture that tests/cluster/gaussian_mixture_test.cpp holds.

python3 tests/peers/mixtures.py
"""
import warnings

import numpy as np
from sklearn.mixture import GaussianMixture

warnings.simplefilter("ignore")


class FromLabels(GaussianMixture):
    """Begins at the means, covariances and shares of given labels."""

    labels = None

    def _initialize_parameters(self, X, random_state):
        shares = np.zeros((len(X), self.n_components))
        shares[np.arange(len(X)), FromLabels.labels] = 1
        self._initialize(X, shares)


def points(count, channels):
    """As `mixed_rows` of the test: a generator that both can run."""
    state, rows = 1, []
    for i in range(count):
        row = []
        for j in range(channels):
            total = 0
            for _ in range(4):
                state = (state * 1103515245 + 12345) % 2**31
                total += state // 65536 % 256
            row.append(total / 4 * (1 + (i + j) % 3) / 3 + 20 * (i % 3))
        rows.append(row)
    return np.array(rows)


def numbers(array):
    return ", ".join(f"{v:.12g}" for v in np.ravel(array))


for channels in (1, 3):
    X = points(120, channels)
    FromLabels.labels = np.arange(120) // 2 % 3
    for kind, rounds in (("full", 1), ("full", 25), ("diag", 25)):
        mixture = FromLabels(3, covariance_type=kind, tol=0, max_iter=rounds).fit(X)
        print(f"{channels} channels, {kind}, {rounds} rounds")
        print("weights", numbers(mixture.weights_))
        print("means", numbers(mixture.means_))
        print("covariances", numbers(mixture.covariances_))
        print("log-likelihood", f"{mixture.score(X):.12g}")
        print("labels", "".join(str(v) for v in mixture.predict(X)))
X = points(120, 3)
mixture = FromLabels(3, tol=1e-2, max_iter=100).fit(X)
print("rounds to 1e-2:", mixture.n_iter_, mixture.converged_, f"{mixture.score(X):.12g}")
print("probabilities of row 7:", numbers(mixture.predict_proba(X)[7]))

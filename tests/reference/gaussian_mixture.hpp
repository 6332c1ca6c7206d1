#pragma once
// Expectation and maximization by the book, in long double: densities by elimination, every sum in the order of the
// points.

#include <cmath>
#include <cstddef>
#include <vector>

namespace reference {

using Row = std::vector<long double>;

struct Mixture {
  Row weights;
  std::vector<Row> means;
  std::vector<std::vector<Row>> covariances;
  long double log_likelihood = 0;  // of a point, on average
  std::vector<int> labels;
  std::vector<Row> shares;  // of each point, by component
};

inline long double log_density(const Row& point, const Row& mean, std::vector<Row> covariance) {
  const std::size_t dims = point.size();
  Row rest(dims);
  for (std::size_t j = 0; j < dims; ++j) rest[j] = point[j] - mean[j];
  const Row apart = rest;
  long double log_determinant = 0;
  for (std::size_t p = 0; p < dims; ++p) {
    log_determinant += std::log(covariance[p][p]);
    for (std::size_t j = p + 1; j < dims; ++j) {
      const long double factor = covariance[j][p] / covariance[p][p];
      for (std::size_t i = 0; i < dims; ++i) covariance[j][i] -= factor * covariance[p][i];
      rest[j] -= factor * rest[p];
    }
  }
  long double squared = 0;
  for (std::size_t p = dims; p-- > 0;) {
    for (std::size_t i = p + 1; i < dims; ++i) rest[p] -= covariance[p][i] * rest[i];
    rest[p] /= covariance[p][p];
    squared += rest[p] * apart[p];
  }
  const long double pi = 3.14159265358979323846L;
  return -(static_cast<long double>(dims) * std::log(2 * pi) + log_determinant + squared) / 2;
}

inline void expect(const std::vector<Row>& points, Mixture& m) {
  m.log_likelihood = 0;
  m.labels.clear();
  m.shares.clear();
  for (const Row& point : points) {
    Row share(m.weights.size());
    long double sum = 0;
    std::size_t best = 0;
    for (std::size_t k = 0; k < share.size(); ++k) {
      share[k] = m.weights[k] * std::exp(log_density(point, m.means[k], m.covariances[k]));
      sum += share[k];
      if (share[k] > share[best]) best = k;
    }
    for (long double& s : share) s /= sum;
    m.log_likelihood += std::log(sum) / static_cast<long double>(points.size());
    m.labels.push_back(static_cast<int>(best));
    m.shares.push_back(share);
  }
}

inline void maximize(const std::vector<Row>& points, Mixture& m, bool diagonal, long double reg) {
  const std::size_t count = m.shares[0].size(), dims = points[0].size();
  m.weights.assign(count, 0);
  m.means.assign(count, Row(dims));
  m.covariances.assign(count, std::vector<Row>(dims, Row(dims)));
  for (std::size_t k = 0; k < count; ++k) {
    long double sum = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
      sum += m.shares[i][k];
      for (std::size_t j = 0; j < dims; ++j) m.means[k][j] += m.shares[i][k] * points[i][j];
    }
    for (long double& mean : m.means[k]) mean /= sum;
    m.weights[k] = sum / static_cast<long double>(points.size());
    for (std::size_t a = 0; a < dims; ++a) {
      for (std::size_t b = 0; b < dims; ++b) {
        if (diagonal && a != b) continue;
        for (std::size_t i = 0; i < points.size(); ++i) {
          m.covariances[k][a][b] +=
              m.shares[i][k] * (points[i][a] - m.means[k][a]) * (points[i][b] - m.means[k][b]) / sum;
        }
        if (a == b) m.covariances[k][a][b] += reg;
      }
    }
  }
}

inline Mixture gaussian_mixture(const std::vector<Row>& points, const std::vector<int>& labels, int components,
                                bool diagonal, int iterations, long double reg) {
  Mixture m;
  for (const int label : labels) {
    m.shares.emplace_back(components);
    m.shares.back()[static_cast<std::size_t>(label)] = 1;
  }
  maximize(points, m, diagonal, reg);
  for (int i = 0; i < iterations; ++i) {
    expect(points, m);
    maximize(points, m, diagonal, reg);
  }
  expect(points, m);
  return m;
}

}  // namespace reference

#include "unit.hpp"

std::vector<unsigned char> other_results();

int main() {
  const std::vector<unsigned char> mine = results();
  return !mine.empty() && mine == other_results() ? 0 : 1;
}

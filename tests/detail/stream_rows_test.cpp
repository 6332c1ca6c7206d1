#include <limn/detail/stream_rows.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

using limn::Index;

namespace {

std::vector<std::byte> numbered(std::size_t count, unsigned first) {
  std::vector<std::byte> bytes(count);
  for (std::size_t i = 0; i < count; ++i) bytes[i] = static_cast<std::byte>(first + 7 * i);
  return bytes;
}

}  // namespace

TEST_CASE("StreamBytes: copies what it is given and nothing beside it, from any place to any place") {
  const auto source = numbered(700, 1);
  for (const std::size_t from : {0U, 1U, 63U}) {
    for (std::size_t to = 0; to < 66; ++to) {
      for (const std::size_t count : {0U, 1U, 15U, 63U, 64U, 65U, 127U, 128U, 130U, 193U, 600U}) {
        auto wanted = numbered(800, 100);
        auto ours = wanted;
        std::copy_n(source.begin() + static_cast<std::ptrdiff_t>(from), count,
                    wanted.begin() + static_cast<std::ptrdiff_t>(to));
        limn::detail::dispatch(limn::detail::StreamBytes{}, source.data() + from, ours.data() + to, count);
        CHECK(ours == wanted);
      }
    }
  }
}

TEST_CASE("OutputRow: values reach the output, whether it is large or not") {
  constexpr Index limit = (Index{8} << 20) / 2;  // two bytes each
  CHECK(!limn::detail::streamed<std::int16_t>(limit - 1));
  CHECK(limn::detail::streamed<std::int16_t>(limit));
  for (const Index count : {limit - 1, limit}) {
    std::vector<std::int16_t> storage(400, -1);
    {
      limn::detail::OutputRow<std::int16_t> row(100, count);
      for (const Index length : {100, 37, 0}) {
        std::int16_t* const to = storage.data() + 2 * length + 5;
        std::int16_t* const part = row.begin(to);
        CHECK((part == to) == (count < limit));
        for (Index i = 0; i < length; ++i) part[i] = static_cast<std::int16_t>(length + i);
        row.end(to, length);
      }
    }
    std::vector<std::int16_t> wanted(400, -1);
    for (const Index length : {100, 37}) {
      for (Index i = 0; i < length; ++i) {
        wanted[static_cast<std::size_t>(2 * length + 5 + i)] = static_cast<std::int16_t>(length + i);
      }
    }
    CHECK(storage == wanted);
  }
}
